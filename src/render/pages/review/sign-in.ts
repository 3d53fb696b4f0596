import { html } from '../../html.js';
import { type OperatorContent, REVIEW } from './layout.js';

/** The form by which operators sign in; it leads to the page `next`. */
export function signInContent(next: string, problem?: string): OperatorContent {
  const error =
    problem !== undefined && html`<p class="error" id="key-error" role="alert">${problem}</p>\n`;
  const marks =
    problem !== undefined && html` aria-invalid="true" aria-describedby="key-help key-error"`;
  const main = html`<h1>Sign in to review photos</h1>
<form class="sign-in" method="post" action="${REVIEW}/sign-in">
<input type="hidden" name="next" value="${next}">
${error}<label for="key">API key</label>
<input type="password" id="key" name="key" required autocomplete="current-password"${marks || html` aria-describedby="key-help"`}>
<p class="hint" id="key-help">A key with the scope “review”, from whoever runs this server. You are
signed out after 30 minutes without use.</p>
<button type="submit" class="main">Sign in</button>
</form>`;
  return { state: 'signin', title: 'Sign in', main };
}

/** What went wrong, and what to do. */
export function problemContent(
  message: string,
  advice: string | undefined,
  back: string,
): OperatorContent {
  const title = 'That was not done';
  const main = html`<h1>${title}</h1>
<p class="error">${message}</p>
${advice !== undefined && html`<p>${advice}</p>\n`}<p><a href="${back}">Back to the photos that wait</a></p>`;
  return { state: 'problem', title, main };
}
