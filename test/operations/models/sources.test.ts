import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostOf } from '../../../src/cli/io.js';
import { progressScreen } from '../../../src/cli/progress-screen.js';
import { buildModel } from '../../../src/models/build/build.js';
import { pathOf } from '../../../src/models/folders.js';
import {
  type BuildSpec,
  type ModelSpec,
  type PublishedFile,
  readManifest,
} from '../../../src/models/manifest.js';
import { verifyModel } from '../../../src/models/verify.js';
import { modelSources, removeDownloads } from '../../../src/operations/models/sources.js';
import { ROOT, temporaryFolder } from '../../support/cli.js';
import { type Answer, file, serve, status } from '../../support/http.js';
import { memoryIo } from '../../support/main.js';

const SHARED = join(ROOT, '..', 'shared', 'models');
const { encoder } = readManifest().packs.openvino as { encoder: ModelSpec };
const { sources } = encoder.build as BuildSpec;
const [network, weights] = sources as [PublishedFile, PublishedFile];
const published = ({ file: name }: PublishedFile) => file(readFileSync(join(SHARED, name)));

/** Installs the encoder from servers on loopback; a former one is in its place. */
async function install(...answers: readonly (readonly Answer[])[]) {
  const folders = { own: temporaryFolder(), installed: temporaryFolder() };
  const path = pathOf(encoder, folders);
  mkdirSync(join(path, '..'));
  writeFileSync(path, 'the former one');
  const io = memoryIo({ cwd: folders.own });
  const host = { ...hostOf(io), progress: progressScreen(io).show };
  const servers = await Promise.all(answers.map((given) => serve(...given)));
  const local = [network, weights].map((source, i) => ({
    ...source,
    addresses: [servers[i]?.address ?? ''],
  }));
  const model = { ...encoder, build: { builder: 'openvino-ir', sources: local } } as const;
  const again = async () => {
    const read = modelSources(
      [model],
      folders,
      'faceenroll models install openvino',
      undefined,
      host,
    );
    await buildModel(model, read, path);
    removeDownloads(model, folders);
  };
  return { again, folders, path, servers, told: () => io.written('stderr') };
}

describe.skipIf(!existsSync(SHARED))('a model of published files (../shared/models)', () => {
  it('is downloaded, converted and put in place of the former one; the files do not stay', async () => {
    const { again, folders, path, told } = await install(
      [published(network)],
      [published(weights)],
    );
    await again();
    expect(verifyModel(encoder, folders).status).toBe('ok');
    expect(readdirSync(join(path, '..'))).toEqual(['face-reidentification-retail-0095.onnx']);
    expect(told()).toContain('Downloading face-reidentification-retail-0095.bin, 2.2 MB');
  });

  it('that was stopped leaves the former one, and goes on with what it had', async () => {
    const { again, folders, path, servers } = await install(
      [published(network)],
      [status(404), published(weights)],
    );
    await expect(again()).rejects.toThrow(
      /face-reidentification-retail-0095\.bin could not be downloaded: .*404.*--from <folder>/,
    );
    expect(readFileSync(path, 'utf8')).toBe('the former one');
    await again();
    expect(verifyModel(encoder, folders).status).toBe('ok');
    expect(servers[0]?.requests).toHaveLength(1);
  });

  it('that cannot be downloaded names both files, with where they are published', async () => {
    const { again } = await install([status(404)], [published(weights)]);
    const failed = again();
    await expect(failed).rejects.toThrow(/retail-0095\.xml could not be downloaded: .*404/);
    for (const { sha256 } of [network, weights]) await expect(failed).rejects.toThrow(sha256);
    await expect(failed).rejects.toThrow(
      'put these 2 files into a folder and run "faceenroll models install openvino --from <folder>"',
    );
  });

  it('of another file than was published is refused, and the former one stays', async () => {
    const { again, path } = await install(
      [published(network)],
      [file(Buffer.alloc(weights.bytes))],
    );
    await expect(again()).rejects.toThrow(`it must be ${weights.sha256}`);
    expect(readFileSync(path, 'utf8')).toBe('the former one');
  });
});

describe('the sources of several models', () => {
  it('are read by one reader, and what is downloaded lies beside its own model', async () => {
    const folders = { own: temporaryFolder(), installed: temporaryFolder() };
    const host = hostOf(memoryIo({ cwd: folders.own }));
    const models = await Promise.all(
      ['first', 'second'].map(async (name) => {
        const bytes = Buffer.from(`weights of the ${name}`);
        const { address } = await serve(file(bytes));
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        const source = { file: `${name}.bin`, addresses: [address], bytes: bytes.length, sha256 };
        const build = { builder: 'openvino-ir', sources: [source] } as const;
        return { id: name, file: `${name}/${name}.onnx`, build };
      }),
    );
    const read = modelSources(models, folders, 'faceenroll models build', undefined, host);
    for (const { id, build } of models) {
      const bytes = await read(build.sources[0] as PublishedFile);
      expect(Buffer.from(bytes).toString()).toBe(`weights of the ${id}`);
      expect(readdirSync(join(folders.installed, id))).toEqual([`${id}.bin`]);
    }
  });
});
