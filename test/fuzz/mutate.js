/** Damage to photo files, told by a seed: the same seed damages in the same way. */

/** Random numbers from 0 to 1 (mulberry32, by Tommy Ettinger, public domain). */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One damaged copy of one of `files`; what was done to it is told in words. */
export function mutate(files, random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const { name, bytes } = pick(files);
  const [kind, damage] = pick(Object.entries(DAMAGE));
  const damaged = damage(Buffer.from(bytes), random, pick(files).bytes);
  return { bytes: damaged, what: `${kind} of ${name}` };
}

const within = (random, length) => Math.floor(random() * Math.max(1, length));

const DAMAGE = {
  truncation: (bytes, random) => bytes.subarray(0, within(random, bytes.length)),
  'flipped bits': (bytes, random) => {
    for (let n = 1 + within(random, 20); n > 0; n -= 1) {
      bytes[within(random, bytes.length)] ^= 1 << within(random, 8);
    }
    return bytes;
  },
  // Most of what a decoder believes stands at the beginning.
  'flipped bits in the header': (bytes, random) => {
    for (let n = 1 + within(random, 6); n > 0; n -= 1) {
      bytes[within(random, Math.min(600, bytes.length))] ^= 1 << within(random, 8);
    }
    return bytes;
  },
  'overwritten run': (bytes, random) => {
    const from = within(random, bytes.length);
    const to = Math.min(bytes.length, from + within(random, 2000));
    return bytes.fill(within(random, 256), from, to);
  },
  'missing part': (bytes, random) => {
    const from = within(random, bytes.length);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + within(random, 3000))]);
  },
  'doubled part': (bytes, random) => {
    const from = within(random, bytes.length);
    const to = from + within(random, 3000);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  splice: (bytes, random, other) =>
    Buffer.concat([
      bytes.subarray(0, within(random, bytes.length)),
      other.subarray(within(random, other.length)),
    ]),
  'forged size': (bytes, random) => {
    const at = bytes[0] === 0x89 ? 16 : frameAt(bytes) + 5;
    for (let i = 0; i < (bytes[0] === 0x89 ? 8 : 4); i += 1) {
      if (random() < 0.5) bytes[at + i] = within(random, 256);
    }
    return bytes;
  },
};

/** Where a JPEG's frame header begins. */
function frameAt(bytes) {
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    if ([0xc0, 0xc1, 0xc2].includes(bytes[at + 1])) return at;
  }
  return 0;
}
