/** A node of a TensorFlow.js graph model, as in its JSON. */
export interface TfjsNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, TfjsAttribute>>;
}

interface TfjsAttribute {
  readonly s?: string;
  readonly shape?: { readonly dim: readonly { readonly size: string }[] };
  readonly list?: { readonly i?: readonly string[]; readonly s?: readonly string[] };
}

/** String attributes are base64 in TensorFlow.js JSON. */
function text(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1');
}

export function padding(node: TfjsNode): string {
  return text(node.attr?.padding?.s ?? '');
}

export function fusedOperations(node: TfjsNode): readonly string[] {
  return (node.attr?.fused_ops?.list?.s ?? []).map(text);
}

/** The height and width of a [1, height, width, 1] attribute. */
export function spatial(node: TfjsNode, name: string): [number, number] {
  const [, height, width] = (node.attr?.[name]?.list?.i ?? []).map(Number);
  if (!height || !width) throw new Error(`${node.name}: no ${name}`);
  return [height, width];
}
