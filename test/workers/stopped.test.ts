import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../support/cli.js';
import { jobOf, portrait, quickPool, SAMPLE, THUMBNAIL } from '../support/quick-pool.js';

const POISON = new URL('../support/poison.js', import.meta.url).href;
const STOP = "process.kill(process.pid,'SIGSTOP')";

/** Has worker processes load a module first. */
const preload = (module: string) => vi.stubEnv('NODE_OPTIONS', `--import ${module}`);
/**
 * Has worker processes do something when they are given something to do. Not before the process
 * listens itself: it would miss what it is told until then.
 */
const atTasks = (what: string) => {
  const listen = `queueMicrotask(()=>process.on('message',(m)=>{if(m.kind==='task'){${what}}}))`;
  const once = `let isFirst=true;process.on('newListener',(event)=>{if(isFirst&&event==='message'){isFirst=false;${listen}}})`;
  preload(`data:text/javascript,${encodeURIComponent(`import fs from 'node:fs';${once}`)}`);
};

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.skipIf(process.platform === 'win32')('a worker process that stops answering', () => {
  it('at a photo fails that photo as timed out, and all others are extracted', async () => {
    preload(POISON);
    const pool = quickPool();
    const stopping = jobOf(join(temporaryFolder(), 'poison-SIGSTOP.jpg'));
    const photos = [stopping, jobOf(portrait('1001.jpg')), jobOf(portrait('1002.jpg'))];
    const extractions = await Promise.all(photos.map((job) => pool.extract(job)));
    const failure = {
      code: 'TIMED_OUT',
      message: 'the photo took longer than 1.5 seconds',
      advice: expect.stringContaining('Try it again'),
    };
    expect(extractions).toMatchObject([{ kind: 'failed', failure }, SAMPLE, SAMPLE]);
    await pool.close();
  });

  it('at a thumbnail fails it as timed out', async () => {
    atTasks(STOP);
    const pool = quickPool('encode');
    const message = 'the photo took longer than 0.8 seconds';
    expect(await pool.encode(THUMBNAIL)).toMatchObject({
      kind: 'failed',
      failure: { code: 'TIMED_OUT', message },
    });
    await pool.close();
  });

  it('while the models are tried is an error that says so', async () => {
    atTasks(STOP);
    const pool = quickPool();
    await expect(pool.tryModels()).rejects.toThrow(
      'the worker process stopped answering (no answer for 1 s)',
    );
    await pool.close();
  });

  it('before its models are open is started a few times, then the error says why', async () => {
    preload(`data:text/javascript,process.send&&${STOP}`);
    const pool = quickPool('extract', { openingMs: 300 });
    const why = 'ended 3 times before its models were open (no answer for 0.3 s)';
    await expect(pool.extract(jobOf(portrait('1001.jpg')))).rejects.toThrow(why);
    await pool.close();
  });

  it('before its models are open does not keep the pool from closing', async () => {
    preload(`data:text/javascript,process.send&&${STOP}`);
    const pool = quickPool();
    pool.start();
    await pool.close();
  });
});

describe.skipIf(process.platform === 'win32')('a worker process that stops once', () => {
  it('at the only photo that there is is replaced, and the photo is tried again', async () => {
    const stopped = `'${join(temporaryFolder(), 'stopped')}'`;
    atTasks(`if(!fs.existsSync(${stopped})){fs.writeFileSync(${stopped},'');${STOP}}`);
    const pool = quickPool();
    expect(await pool.extract(jobOf(portrait('1001.jpg')))).toEqual(SAMPLE);
    await pool.close();
  });
});
