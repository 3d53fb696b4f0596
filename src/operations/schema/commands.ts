import * as database from './database.js';
import * as deletions from './deletions.js';
import * as fairness from './fairness.js';
import * as gallery from './gallery.js';
import * as imports from './import.js';
import * as journal from './journal.js';
import * as keys from './keys.js';
import * as links from './links.js';
import * as machine from './machine.js';
import type { Line } from './members.js';
import * as photos from './photos.js';
import * as pictures from './pictures.js';
import * as publications from './publications.js';
import * as queues from './queues.js';
import * as reviews from './reviews.js';
import * as similarities from './similarities.js';
import * as upgrades from './upgrades.js';
import * as watches from './watches.js';

/** What a command prints with --json. */
export interface Output {
  /** Which lines, and in which order; for people. */
  readonly about: string;
  /** The schema of each kind of line, under the name that it has in a JSON Schema. */
  readonly lines: Readonly<Record<string, Line>>;
}

const { face, user, listSummary, changedUser, collection, exception, changedException } = gallery;
const { enrolled, unchanged, imported, failed, importSummary } = imports;
const { status } = gallery;
const { deletion } = deletions;
const { run } = journal;
const { upgradedFace, failedFace } = upgrades;

const ofPhotos = { enrolled, unchanged, failed, importSummary };
const ofRows = { ...ofPhotos, imported };
const deleted = { deletion, deletions: deletions.deletions };

const DELETION: Output = { about: 'each user of the plan, then how it ended', lines: deleted };

/**
 * Every command that has --json, by its name as it is typed. One that prints something new has a
 * `line` in the file of its subject beside this one, and a call in test/e2e/json-lines.test.ts
 * that prints it; the table of the help topic "json" and faceenroll.schema.json are told by their tests.
 */
export const OUTPUTS: Readonly<Record<string, Output>> = {
  'import-faces': { about: 'each photo, then a summary', lines: ofPhotos },
  'templates export': {
    about: 'what was written',
    lines: { exportedTemplates: gallery.exportedTemplates },
  },
  'templates import': { about: 'each template, then a summary', lines: ofPhotos },
  'templates publish': { about: 'one line', lines: { published: publications.published } },
  'import-csv': { about: 'each photo, or row without one, then a summary', lines: ofRows },
  enroll: {
    about:
      'each photo, then a summary; without a photo the status of the user, after each face that was upgraded',
    lines: { ...ofPhotos, status, upgradedFace, failedFace },
  },
  sync: {
    about: 'who is to be deleted, then the lines of the import, then how the deletion ended',
    lines: { deletion, ...ofRows, deletions: deletions.deletions },
  },
  watch: {
    about: 'its beginning, each batch and what else there is to know as it happens, its end',
    lines: {
      ...{ watchStart: watches.watchStart, watchedBatch: watches.watchedBatch },
      ...{ watchNotice: watches.watchNotice, watchEnd: watches.watchEnd },
    },
  },
  inspect: {
    about: 'each photo',
    lines: { inspected: photos.inspected, inspectedInVain: photos.inspectedInVain },
  },
  identify: { about: 'each photo', lines: { identification: photos.identification } },
  verify: { about: 'each photo', lines: { verification: photos.verification } },
  'duplicates scan': {
    about: 'each cluster of users, then a summary',
    lines: { cluster: similarities.cluster, scanSummary: similarities.scanSummary },
  },
  'duplicates allow': { about: 'the exception', lines: { changedException } },
  'duplicates revoke': { about: 'the exception that was', lines: { changedException } },
  'duplicates list': { about: 'each exception', lines: { exception } },
  calibrate: {
    about: 'one line',
    lines: { calibration: similarities.calibration, forgotten: similarities.forgotten },
  },
  fairness: { about: 'one line', lines: { fairness: fairness.fairness } },
  'users list': { about: 'each user, then a summary', lines: { user, listSummary } },
  'users show': { about: 'the user', lines: { shownUser: gallery.shownUser } },
  'users add': { about: 'the user', lines: { changedUser } },
  'users update': { about: 'the user', lines: { changedUser } },
  'users rename': { about: 'the user', lines: { renamedUser: gallery.renamedUser } },
  'users delete': DELETION,
  'faces list': { about: 'each face, then a summary', lines: { face, listSummary } },
  'faces show': { about: 'the face', lines: { face } },
  'faces update': { about: 'the face', lines: { changedFace: gallery.changedFace } },
  'faces delete': DELETION,
  status: {
    about: 'each user; with --photo one line',
    lines: { status, photoStatus: gallery.photoStatus },
  },
  'links send': {
    about: 'each e-mail, each user without one, then a summary',
    lines: {
      ...{ mail: links.sentMail, toBeMailed: links.toBeMailed, notMailed: links.notMailed },
      sentSummary: links.sentSummary,
    },
  },
  'links list': {
    about: 'each link, then each e-mail that did not arrive',
    lines: { link: links.link, listedMail: links.listedMail },
  },
  'links revoke': { about: 'the link that was', lines: { revokedLink: links.revokedLink } },
  'links preview': { about: 'the e-mail', lines: { preview: links.preview } },
  'links create': { about: 'the link', lines: { createdLink: links.createdLink } },
  'collections list': { about: 'each collection', lines: { collection } },
  'collections create': {
    about: 'the collection',
    lines: { createdCollection: gallery.createdCollection },
  },
  'collections delete': {
    about: 'each user of the collection, then how it ended',
    lines: { deletion, collectionDeletions: deletions.collectionDeletions },
  },
  'export-csv': {
    about: 'with --profile each photo that does not fit and each picture; then what was written',
    lines: { unfit: pictures.unfit, picture: pictures.picture, exported: gallery.exported },
  },
  upgrade: {
    about: 'each face, then a summary; of a rehearsal one line',
    lines: {
      ...{ upgradedFace, failedFace, keptFace: upgrades.keptFace },
      ...{ upgradeSummary: upgrades.upgradeSummary, rehearsal: upgrades.rehearsal },
      ...{ rolledBack: upgrades.rolledBack, committed: upgrades.committed },
      forgottenFaces: upgrades.forgottenFaces,
    },
  },
  'runs list': { about: 'each run, the newest first', lines: { run } },
  'runs show': { about: 'the run', lines: { run } },
  'runs report': { about: 'the error report', lines: { report: journal.report } },
  'runs resume': {
    about: 'the lines of the command that is run again',
    lines: { ...ofRows, ...deleted },
  },
  report: {
    about: 'the report',
    lines: { htmlReport: journal.htmlReport, galleryReport: journal.galleryReport },
  },
  'audit list': { about: 'each row', lines: { auditRow: journal.auditRow } },
  'audit verify': {
    about: 'each finding, then how it ended',
    lines: { auditFinding: journal.auditFinding, auditVerdict: journal.auditVerdict },
  },
  'audit head': { about: 'the head', lines: { auditHead: journal.auditHead } },
  purge: DELETION,
  backup: { about: 'one line', lines: { backup: database.backup } },
  restore: { about: 'one line', lines: { restored: database.restored } },
  check: {
    about: 'each finding, then a summary',
    lines: { finding: database.finding, checkSummary: database.checkSummary },
  },
  'key generate': { about: 'one line', lines: { newKey: database.newKey } },
  'key rotate': { about: 'one line', lines: { rotation: database.rotation } },
  'key verify': {
    about: 'what does not open, then a summary',
    lines: { broken: database.broken, keySummary: database.keySummary },
  },
  'keys create': { about: 'the key', lines: { createdApiKey: keys.createdApiKey } },
  'keys list': { about: 'each key', lines: { apiKey: keys.apiKey } },
  'keys revoke': { about: 'the key that was', lines: { revokedApiKey: keys.revokedApiKey } },
  'review list': { about: 'each photo', lines: { waitingSubmission: reviews.waitingSubmission } },
  'review show': { about: 'the photo', lines: { shownSubmission: reviews.shownSubmission } },
  'review approve': { about: 'each photo', lines: { reviewed: reviews.reviewed } },
  'review deny': { about: 'each photo', lines: { reviewed: reviews.reviewed } },
  'review history': { about: 'each photo', lines: { submission: reviews.submission } },
  'queue status': {
    about: 'each import, each worker, then a summary',
    lines: {
      ...{ queuedImport: queues.queuedImport, queueWorker: queues.queueWorker },
      queueSummary: queues.queueSummary,
    },
  },
  'queue purge': { about: 'what was deleted', lines: { queuePurged: queues.queuePurged } },
  'queue setup': {
    about: 'whether the tables were made; nothing with --print',
    lines: { queueTables: queues.queueTables },
  },
  worker: { about: 'when it ends', lines: { worked: queues.worked } },
  serve: { about: 'when it listens', lines: { listening: machine.listening } },
  'models build': {
    about: 'each model that was built, then a summary',
    lines: { builtModel: machine.builtModel, buildSummary: machine.buildSummary },
  },
  'models install': { about: 'one line', lines: { installed: machine.installed } },
  'models list': {
    about: 'each pack, then the liveness model',
    lines: { pack: machine.pack },
  },
  'models profiles': {
    about: 'one for each profile',
    lines: { profile: photos.profile },
  },
  'models verify': {
    about: 'each model of the pack, then a summary',
    lines: { model: machine.model, modelsSummary: machine.modelsSummary },
  },
  'config show': { about: 'each setting', lines: { setting: machine.setting } },
  doctor: {
    about: 'each check, then a summary',
    lines: { diagnosis: machine.diagnosis, doctorSummary: machine.doctorSummary },
  },
};
