import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { hostOf } from '../../../src/cli/io.js';
import { FatalError } from '../../../src/domain/fatal-error.js';
import { deletePlanned } from '../../../src/operations/deletion/delete-planned.js';
import { ReceiptFile } from '../../../src/operations/deletion/receipt-file.js';
import type { CollectionStore, Store } from '../../../src/store/store.js';
import { temporaryFolder } from '../../support/cli.js';
import { memoryIo } from '../../support/main.js';

it('tells that what is deleted is not erased, also when the receipt cannot be written', async () => {
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const folder = temporaryFolder();
  const io = memoryIo({ cwd: folder });
  vi.spyOn(ReceiptFile.prototype, 'write').mockImplementation(() => {
    throw new FatalError('the disk is full');
  });
  const remove = () => ({ deleted: [], erased: false });
  const store = { removal: { remove } } as unknown as CollectionStore;
  const receipt = join(folder, 'receipt.json');
  const publications = { hasStale: () => false };
  const host = hostOf(io);
  const context = {
    store: { publications } as unknown as Store,
    db: 'faces.db',
    collection: 'default',
    host,
  };
  const order = { command: 'purge --due', receipt };
  await expect(deletePlanned(context, store, [], order)).rejects.toThrow('the disk is full');
  expect(io.written('stderr')).toContain('the file faces.db-wal still holds what was deleted');
});
