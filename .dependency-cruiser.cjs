/** Which rooms may import which, with the reasons. Rooms: see src/README.md. */
const only = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    only('no-circular', 'A circle of imports has no first file to read.', {}, { circular: true }),
    only(
      'domain-imports-nothing',
      'Plain types and tables that every room shares must not pull anything in.',
      { path: '^src/domain/' },
      { pathNot: '^src/domain/' },
    ),
    only(
      'rooms-on-one-level',
      'source, workers, store and search meet in enroll and operations only; values pass through there.',
      { path: '^src/(source|workers|store|search)/' },
      {
        path: '^src/(source|workers|store|search|enroll|operations|render|cli)/',
        pathNot: '^src/$1/',
      },
    ),
    only(
      'system-knows-nothing',
      'What several rooms take from Node.js is about bytes and processes, not about faces.',
      { path: '^src/system/' },
      { path: '^src/', pathNot: '^src/system/' },
    ),
    only(
      'postgres-knows-no-faces',
      'A link to a PostgreSQL server is the same whatever goes over it.',
      { path: '^src/postgres/' },
      { path: '^src/', pathNot: '^src/(postgres|domain|system)/' },
    ),
    only(
      'postgres-below-workers-and-operations',
      'A connection to a server is what the operator asked for with --queue or --to, and nothing else is.',
      { path: '^src/', pathNot: '^src/(postgres|workers/queue|operations)/' },
      { path: '^src/postgres/' },
    ),
    only(
      'one-importer-of-pg',
      'All statements go over connections that a link waits for while the server is away.',
      { path: '^src/', pathNot: '^src/postgres/connections?\\.ts$' },
      { path: 'node_modules/pg/' },
    ),
    only(
      'one-importer-of-pg-boss',
      'How photos are handed out is said in one place, and what makes its tables in another.',
      { path: '^src/', pathNot: '^src/workers/queue/(photo-queue|tables/setup-sql)\\.ts$' },
      { path: 'node_modules/pg-boss/' },
    ),
    only(
      'only-workers-touch-pixels',
      'Pictures and models block their thread: the main thread must not load them.',
      { path: '^src/', pathNot: '^src/(workers|face)/' },
      { path: '^src/face/' },
    ),
    only(
      'face-and-models-know-no-batch',
      'One photo is extracted the same way whatever batch it is part of.',
      { path: '^src/(face|models)/' },
      { path: '^src/', pathNot: '^src/(face|models|domain|system)/' },
    ),
    only(
      'search-knows-vectors-only',
      'Which rows are compared, and what a match means, is for the batch to say.',
      { path: '^src/search/' },
      { path: '^src/', pathNot: '^src/(search|models|domain)/' },
    ),
    only(
      'models-below-face',
      'A model does not know what it is used for.',
      { path: '^src/models/' },
      { path: '^src/face/' },
    ),
    only(
      'enroll-below-operations',
      'The batch does not know who asked for it, nor how it is told.',
      { path: '^src/enroll/' },
      { path: '^src/(operations|render|library|cli)/' },
    ),
    only(
      'operations-below-front-ends',
      'An operation is the same for a command, a caller of the library and a request.',
      { path: '^src/operations/' },
      {
        path: '(^src/(library|cli|http)/|^src/index\\.ts|node_modules/(commander|chalk|cli-progress)/)',
      },
    ),
    only(
      'front-ends-import-operations',
      'Command line, library and server do nothing of their own: what only one of them could do, the others lack.',
      { path: '^src/(cli|library|http)/' },
      { path: '^src/(enroll|source|workers|store|search|face|models)/' },
    ),
    only(
      'library-beside-cli',
      'The library knows no screen and no command line, and the commands use the operations themselves.',
      { path: '^src/', pathNot: '^src/(library/|index\\.ts)' },
      { path: '^src/(library/|index\\.ts)' },
    ),
    only(
      'library-knows-no-screen',
      'A caller of the library has none.',
      { path: '^src/(library/|index\\.ts)' },
      { path: '(^src/(cli|http)/|node_modules/(commander|chalk|cli-progress)/)' },
    ),
    only(
      'render-is-pure',
      'What is told of a result follows from the result.',
      { path: '^src/render/' },
      { path: '(^src/|^(node:)?(fs|child_process|process)$)', pathNot: '^src/(render|domain)/' },
    ),
    only(
      'one-importer-of-onnxruntime',
      'Sessions must be opened with one thread and released; one file sees to it.',
      { path: '^src/', pathNot: '^src/models/session\\.ts$' },
      { path: 'node_modules/onnxruntime-' },
    ),
    only(
      'one-importer-of-sharp',
      'Loaders other than JPEG and PNG are switched off where sharp is loaded.',
      { path: '^src/', pathNot: '^src/face/sharp\\.ts$' },
      { path: 'node_modules/sharp/' },
    ),
    only(
      'one-importer-of-undici',
      'Downloads are what the operator asked for by "models install", and nothing else is.',
      { path: '^src/', pathNot: '^src/models/(receive|proxy-agent)\\.ts$' },
      { path: 'node_modules/undici/' },
    ),
    only(
      'better-sqlite3-in-store-only',
      'SQL stays in the store.',
      {
        path: '^src/',
        pathNot:
          '^src/store/(connection|database|expected-schema|lock-file|secrets/key-store-file)\\.ts$',
      },
      { path: 'node_modules/better-sqlite3/' },
    ),
    only(
      'no-network',
      'A biometric tool opens no connection that the operator did not ask for; "serve" listens, and tells addresses apart.',
      { path: '^src/', pathNot: '^src/http/(listen|peers)\\.ts$' },
      { path: '^(node:)?(http|https|http2|net|tls|dgram|dns)$', dependencyTypesNot: ['type-only'] },
    ),
    only(
      'nodemailer-in-mail-only',
      'Mails are what the operator asked for by naming a mail server, and go to one address each.',
      { path: '^src/', pathNot: '^src/mail/(mime|smtp-session)\\.ts$' },
      { path: 'node_modules/nodemailer/' },
    ),
    only(
      'mail-imports-domain-only',
      'A mail is handed over the same way whatever it says, and whoever gets it.',
      { path: '^src/mail/' },
      { path: '^src/', pathNot: '^src/(mail|domain)/' },
    ),
    only(
      'server-in-http-only',
      'What listens on the network is in one room, and loaded by "serve" alone.',
      { path: '^src/', pathNot: '^src/http/' },
      { path: 'node_modules/(@?fastify|pino|jose|prom-client)' },
    ),
    only(
      'browser-alone',
      'Pages load these scripts as they are: what they import is loaded, too, and Node.js has no page.',
      { path: '^src/browser/' },
      { pathNot: '^src/browser/' },
    ),
    only(
      'browser-not-in-node',
      'The server reads scripts of pages as files.',
      { path: '^src/', pathNot: '^src/browser/' },
      { path: '^src/browser/' },
    ),
    only(
      'cli-serves',
      'A server is started by the command line; it knows nothing of the command line itself.',
      { path: '^src/http/' },
      { path: '^src/cli/' },
    ),
    only(
      'who-starts-processes',
      'Another program could open a connection: npm fetches weights for "models build" and "models install", a pager shows help, --on-batch is the operator\'s own command, the others are our own.',
      {
        path: '^src/',
        pathNot:
          '^src/(models/sources/npm|workers/worker-process|operations/doctor/native|operations/watch/on-batch|cli/help/pager)\\.ts$',
      },
      { path: '^(node:)?child_process$' },
    ),
    only(
      'no-dev-dependencies-in-the-product',
      'They are not installed with the product.',
      { path: '^src/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    only('no-unresolvable', 'An import that leads nowhere.', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
