interface Progress {
  /** Is told how much of the request is under way, from 0 to 1. */
  readonly part: (part: number) => void;
  readonly arrived: () => void;
}

/** What came back: the page is nothing where the connection broke or a proxy answered with its own. */
export interface Answer {
  readonly status: number;
  readonly page: Document | undefined;
}

/**
 * Posts a form. There is no time limit: an upload that is slow ends some time, and the server sees
 * to those that stand still.
 */
export function sent(address: string, data: FormData, progress: Progress): Promise<Answer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      if (total > 0) progress.part(loaded / total);
    });
    request.upload.addEventListener('load', progress.arrived);
    request.addEventListener('loadend', () => {
      resolve({ status: request.status, page: parsed(request.responseText) });
    });
    request.send(data);
  });
}

function parsed(text: string): Document | undefined {
  const page = new DOMParser().parseFromString(text, 'text/html');
  return page.querySelector('main[data-state]') === null ? undefined : page;
}
