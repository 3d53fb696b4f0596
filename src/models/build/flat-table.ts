import { ByteBuffer } from 'flatbuffers';

/**
 * A table of a FlatBuffers file, with fields addressed by their index in the schema. The library
 * reads zeros beyond the end of a file and follows any offset, so every position is checked first.
 *
 * @throws {Error} from every method, when the value lies outside the file.
 */
export class FlatTable {
  private constructor(
    private readonly buffer: ByteBuffer,
    private readonly position: number,
  ) {}

  /** The root table; undefined when the file lacks this four-letter identifier. */
  static root(bytes: Uint8Array, identifier: string): FlatTable | undefined {
    const buffer = new ByteBuffer(bytes);
    if (!buffer.__has_identifier(identifier)) return undefined;
    return new FlatTable(buffer, buffer.readInt32(0));
  }

  byte(field: number): number {
    const at = this.#at(field);
    return at === undefined ? 0 : this.buffer.readInt8(this.#inside(at, 1));
  }

  int(field: number, otherwise = 0): number {
    const at = this.#at(field);
    return at === undefined ? otherwise : this.#int32(at);
  }

  ints(field: number): readonly number[] {
    return this.#elements(field).map((at) => this.#int32(at));
  }

  /** A view into the file; undefined when the field is absent. */
  bytes(field: number): Uint8Array | undefined {
    const at = this.#at(field);
    if (at === undefined) return undefined;
    const { start, length } = this.#vector(at, 1);
    return this.buffer.bytes().subarray(start, start + length);
  }

  table(field: number): FlatTable | undefined {
    const at = this.#at(field);
    return at === undefined ? undefined : new FlatTable(this.buffer, this.#follow(at));
  }

  tables(field: number): readonly FlatTable[] {
    return this.#elements(field).map((at) => new FlatTable(this.buffer, this.#follow(at)));
  }

  /** Positions of four-byte elements, numbers or offsets. */
  #elements(field: number): readonly number[] {
    const at = this.#at(field);
    if (at === undefined) return [];
    const { start, length } = this.#vector(at, 4);
    return Array.from({ length }, (_, i) => start + i * 4);
  }

  #vector(at: number, size: number): { readonly start: number; readonly length: number } {
    const list = this.#follow(at);
    const length = this.#int32(list);
    return { start: this.#inside(list + 4, length * size), length };
  }

  /** Position of a field; undefined when it has its default. The vtable starts with two uint16 sizes. */
  #at(field: number): number | undefined {
    const list = this.position - this.#int32(this.position);
    const place = 4 + 2 * field;
    const size = this.buffer.readUint16(this.#inside(list, 2));
    this.#inside(list, size);
    const offset = place + 2 > size ? 0 : this.buffer.readUint16(list + place);
    return offset === 0 ? undefined : this.position + offset;
  }

  #follow(at: number): number {
    return at + this.#int32(at);
  }

  #int32(at: number): number {
    return this.buffer.readInt32(this.#inside(at, 4));
  }

  /** Returns `at`, when `size` bytes from there are in the file. */
  #inside(at: number, size: number): number {
    if (at < 0 || size < 0 || at + size > this.buffer.capacity()) {
      throw new Error('the file is cut off or damaged');
    }
    return at;
  }
}
