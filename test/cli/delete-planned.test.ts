import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { deletePlanned } from '../../src/cli/delete-planned.js';
import { ReceiptFile } from '../../src/cli/receipt-file.js';
import { FatalError } from '../../src/domain/fatal-error.js';
import type { CollectionStore } from '../../src/store/store.js';
import { temporaryFolder } from '../support/cli.js';

it('tells that what is deleted is not erased, also when the receipt cannot be written', () => {
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const told: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => told.push(String(text)) > 0);
  vi.spyOn(ReceiptFile.prototype, 'write').mockImplementation(() => {
    throw new FatalError('the disk is full');
  });
  const remove = () => ({ deleted: [], erased: false });
  const store = { removal: { remove } } as unknown as CollectionStore;
  const receipt = join(temporaryFolder(), 'receipt.json');
  const order = { command: 'purge --due', db: 'faces.db', collection: 'default', receipt };
  expect(() => deletePlanned(store, [], order, new Date())).toThrow('the disk is full');
  expect(told.join('')).toContain('the file faces.db-wal still holds what was deleted');
});
