/** What is told of bytes that do not have the digest that was noted of them. */
export const NOT_AS_STORED = 'it is not, to the bit, what was stored';
