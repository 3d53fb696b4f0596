import { HtmlValidate } from 'html-validate';

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended', 'html-validate:document', 'html-validate:a11y'],
  rules: {
    // A matter of taste.
    'doctype-style': 'off',
    // What a page loads comes from where it comes from itself.
    'require-sri': 'off',
    // Several may be ticked.
    'form-dup-name': ['error', { shared: ['radio', 'button', 'submit', 'checkbox'] }],
  },
});

/** What is wrong with the HTML of a page; a line each. */
export async function htmlFaults(page: string): Promise<string[]> {
  const { results } = await validator.validateString(page);
  const found = results.flatMap(({ messages }) => messages);
  return found.map(({ line, ruleId, message }) => `${line} ${ruleId}: ${message}`);
}
