import { expect, it } from 'vitest';
import { hostNames } from '../../src/render/host-names.js';

it.each([
  ['without domains', ['vm1.example.com', 'vm2.example.org', 'vm1.example.com'], ['vm1', 'vm2']],
  ['whole where domains differ alone', ['vm.a.org', 'vm.b.org'], ['vm.a.org', 'vm.b.org']],
  ['whole where they are addresses', ['10.0.0.1', '11.0.0.1'], ['10.0.0.1', '11.0.0.1']],
])('host names are shown %s', (_, hosts, shown) => {
  expect([...hostNames(hosts).values()]).toEqual(shown);
});
