/** What stands at byte 8 of the files of iPhones and others that no JPEG decoder reads. */
const HEIC_BRANDS = /^(heic|heix|heim|heis|hevc|hevx|hevm|hevs|mif1|msf1)$/;

/** Whether a file is HEIC by its bytes: names and types of files from cloud drives often lie. */
export async function isHeic(file: File): Promise<boolean> {
  const head = await file
    .slice(4, 12)
    .text()
    .catch(() => '');
  return head.startsWith('ftyp') && HEIC_BRANDS.test(head.slice(4));
}
