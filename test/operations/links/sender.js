// Sends the mails of a database by a mail server without TLS, as a process of its own.
import { smtpTransport } from '../../../dist/mail/smtp.js';
import { sendDue } from '../../../dist/operations/links/outbox.js';
import { languagesOf } from '../../../dist/render/languages/languages.js';
import { ENGLISH } from '../../../dist/render/languages/texts.js';
import { Store } from '../../../dist/store/store.js';

const [db, port] = process.argv.slice(2);
const store = Store.open(db, false);
const records = {
  read: (use) => use(store),
  write: async (work) => store.once(() => work(store)),
};
const transport = smtpTransport({
  ...{ host: '127.0.0.1', port: Number(port), tls: 'none' },
  sender: { name: '', address: 'badges@example.com' },
});
const settings = {
  notice: { company: 'Example Ltd', contact: 'badges@example.com', texts: {} },
  languages: languagesOf(new Map([['en', ENGLISH]])),
  publicUrl: 'https://faces.example.com',
  ...{ mailLanguage: 'en', mailTemplate: undefined, transport, mailRate: 100_000 },
};
const { signal } = new AbortController();
const onMail = ({ kind, mail }) => console.log(`${kind} ${mail.userId}`);
await sendDue(records, settings, { db, signal, onMail });
transport.close();
store.close();
