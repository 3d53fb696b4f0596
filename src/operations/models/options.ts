import { flag, folder } from '../options/row.js';

export const BUILD_OPTIONS = {
  from: folder(
    'folder that has the weight files, then nothing is fetched (default: what is not in node_modules, npm fetches)',
  ),
  missingOnly: flag('do nothing when the files are there and intact'),
};

export const INSTALL_OPTIONS = {
  from: folder(
    'the folder that the files are in, or the file where it is one (default: they are downloaded)',
  ),
};
