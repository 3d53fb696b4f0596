import fc from 'fast-check';

/** Other samples than those of every run: any number. */
const { FC_SEED = '20261130' } = process.env;

// A run fails for what was changed, and not for the samples that chance gave it.
fc.configureGlobal({ seed: Number(FC_SEED) });
