type Attributes = Readonly<Record<string, string>>;

/** The two files of an OpenVINO model, IR version 10, in the making; layers are named by what is returned. */
export class OpenvinoModel {
  readonly #layers: string[] = [];
  readonly #edges: string[] = [];
  #bin = Buffer.alloc(0);

  layer(
    type: string,
    inputs: readonly string[],
    shape: readonly number[],
    data: Attributes = {},
    id = String(this.#layers.length),
  ): string {
    const attributes = Object.entries(data).map(([name, value]) => ` ${name}="${value}"`);
    const dims = shape.map((side) => `<dim>${side}</dim>`).join('');
    const output = type === 'Result' ? '' : `<output><port id="9">${dims}</port></output>`;
    this.#layers.push(
      `<layer id="${id}" type="${type}"><data${attributes.join('')}/>${output}</layer>`,
    );
    // The later port first: the order in the file means nothing.
    for (const [port, from] of [...inputs.entries()].toReversed()) {
      this.#edges.push(
        `<edge from-layer="${from}" from-port="9" to-layer="${id}" to-port="${port}"/>`,
      );
    }
    return id;
  }

  /** A constant, of numbers that the type keeps exactly; `altered` are attributes instead of the true ones. */
  constant(
    shape: readonly number[],
    values: readonly number[],
    type = 'f32',
    altered: Attributes = {},
  ): string {
    const bytes =
      type === 'f16'
        ? new Uint8Array(Uint16Array.from(values, half).buffer)
        : new Uint8Array(Float32Array.from(values).buffer);
    const offset = String(this.#bin.length);
    this.#bin = Buffer.concat([this.#bin, bytes]);
    const data = { element_type: type, offset, shape: shape.join(', '), size: `${bytes.length}` };
    return this.layer('Const', [], shape, { ...data, ...altered });
  }

  xml(version = '10'): string {
    return [
      `<?xml version="1.0" ?><net name="face" version="${version}"><layers>`,
      ...this.#layers,
      '</layers><edges>',
      ...this.#edges,
      '</edges></net>',
    ].join('\n');
  }

  bin(): Uint8Array {
    return this.#bin;
  }
}

/** The bits of a number that half precision has exactly, and not as a subnormal one. */
function half(value: number): number {
  if (value === 0) return 0;
  const size = Math.abs(value);
  const exponent = Math.floor(Math.log2(size));
  const fraction = (size / 2 ** exponent - 1) * 1024;
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction;
}
