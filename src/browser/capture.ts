/** Width to height of what the page shows of the camera's picture (page.css), and so of the photo. */
const ASPECT = 3 / 4;

/** No wider nor higher: larger canvases stay black on some phones. */
const LARGEST = 1920;

const JPEG_QUALITY = 0.92;

/** Side of the small copy in which a picture without content is recognized. */
const GLANCE = 16;

/** A picture is flat where its brightest and darkest spot differ less, of 255. */
const LEAST_CONTRAST = 12;

/** What a video shows as a JPEG file, or why it shows nothing. */
export async function captured(video: HTMLVideoElement): Promise<File | 'busy' | 'dark'> {
  if (video.videoWidth === 0) return 'busy';
  if (isFlat(video)) return 'dark';
  const { width, height } = shownOf(video);
  const scale = Math.min(1, LARGEST / height);
  const canvas = drawn(video, Math.round(width * scale), Math.round(height * scale));
  const blob = await new Promise<Blob | null>((resolve) =>
    canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY),
  );
  if (blob === null) return 'busy';
  return new File([blob], 'camera.jpg', { type: 'image/jpeg' });
}

/** The middle of the frame, so that nobody is in the photo who was not seen. */
function shownOf({ videoWidth, videoHeight }: HTMLVideoElement) {
  const width = Math.min(videoWidth, videoHeight * ASPECT);
  const height = width / ASPECT;
  return { x: (videoWidth - width) / 2, y: (videoHeight - height) / 2, width, height };
}

function isFlat(video: HTMLVideoElement): boolean {
  const { data } = contextOf(drawn(video, GLANCE, GLANCE)).getImageData(0, 0, GLANCE, GLANCE);
  const greens = data.filter((_, i) => i % 4 === 1);
  return Math.max(...greens) - Math.min(...greens) < LEAST_CONTRAST;
}

function drawn(video: HTMLVideoElement, width: number, height: number): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const shown = shownOf(video);
  contextOf(canvas).drawImage(
    video,
    ...[shown.x, shown.y, shown.width, shown.height],
    ...[0, 0, width, height],
  );
  return canvas;
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  return canvas.getContext('2d') as CanvasRenderingContext2D;
}
