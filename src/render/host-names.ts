/** Host names as a table shows them, by the whole ones: without domains, where they differ without, too. */
export function hostNames(hosts: readonly string[]): ReadonlyMap<string, string> {
  const names = [...new Set(hosts)];
  const labels = names.map((name) => name.split('.')[0] ?? name);
  // Of an IP address the first number says little.
  const isEnough =
    new Set(labels).size === names.length && !labels.some((one) => /^\d*$/.test(one));
  const shown = isEnough ? labels : names;
  return new Map(names.map((name, i) => [name, shown[i] ?? name]));
}
