import { Store } from '../../src/store/store.js';
import { uuidv7 } from '../../src/store/uuid.js';
import { ENCODER } from './encoder.js';
import { userData } from './entries.js';
import { fixture, type Scenario } from './scenario.js';

/** A photo of the fixtures, as an operator names it. */
export const photo = (name: string): string => fixture('photos', name);

/** What the photos of 2001 show is also in exif-2.jpg to exif-8.jpg; the three are not alike. */
const PEOPLE = { '1001.jpg': '1001.jpg', '1006.jpg': '1006.jpg', '2001.jpg': 'exif-1.jpg' };

/** Enrolls three people in the default database. */
export async function enrollPeople(s: Scenario): Promise<void> {
  await s.prepare('three people', async () => {
    s.photos(PEOPLE);
    const { code, stdout } = await s.call(['import-faces', 'photos', '--create-missing']);
    if (code !== 0) throw new Error(`the people of a test were not enrolled: ${stdout}`);
  });
}

/** Gives a face of one user to another one, who is made if need be, as no import would. */
export function copyFace({ db }: Scenario, from: string, userId: string): void {
  const database = Store.open(db, false);
  try {
    const store = database.collection('default', ENCODER);
    const [face] = store.templates.detailsOf(from);
    if (!face) throw new Error(`there is no face of ${from}`);
    const { digest, embedding, quality } = face;
    const sample = {
      digest,
      embedding,
      quality: quality ?? 0,
      rotated: 0,
      liveness: null,
    } as const;
    const [faceId, now] = [uuidv7(), new Date().toISOString()];
    const slot = store.templates.ofUser(userId).length + 1;
    store.transaction(() => {
      if (store.users.find(userId, false).length === 0) {
        store.users.create(userId, userData(), now);
        store.audit.record('USER_CREATED', { userId }, {}, now);
      }
      store.templates.add({ faceId, userId, slot, fileName: 'copy.jpg' }, sample, now);
      store.audit.record('NEW_TEMPLATE_CREATED', { userId, faceId }, {}, now);
    });
  } finally {
    database.close();
  }
}
