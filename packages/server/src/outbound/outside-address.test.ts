import { expect, test } from 'vitest';
import { isForbiddenAddress, isLoopbackAddress } from './outside-address.ts';

test.each([
  ['0.0.0.0'],
  ['0.1.2.3'],
  ['169.254.169.254'],
  ['169.254.0.1'],
  ['100.100.100.200'],
  ['::'],
  ['fe80::1'],
  ['fe80::1%eth0'],
  ['febf::1'],
  ['fd00:ec2::254'],
  ['::ffff:169.254.169.254'],
  ['::ffff:a9fe:a9fe'],
  ['64:ff9b::a9fe:a9fe'],
  ['64:ff9b:1::a9fe:a9fe'],
  ['::ffff:0:a9fe:a9fe'],
  ['::a9fe:a9fe'],
  ['::127.0.0.1'],
  ['2002:a9fe:a9fe::1'],
  ['2001:0:1234::a9fe:a9fe'],
  ['fd20:ce::254'],
  ['fd00:c1::a9fe:a9fe'],
  ['168.63.129.16'],
  ['no address'],
  [''],
])('C4 never connects to %s', (address) => {
  expect(isForbiddenAddress(address)).toBe(true);
});

test.each([
  ['127.0.0.1'],
  ['10.0.0.1'],
  ['192.168.1.1'],
  ['8.8.8.8'],
  ['::1'],
  ['2001:db8::1'],
  ['::ffff:127.0.0.1'],
  ['::ffff:8.8.8.8'],
  ['fd00::1'],
])('C4 can connect to %s', (address) => {
  expect(isForbiddenAddress(address)).toBe(false);
});

test('C4 recognizes this machine', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].every(isLoopbackAddress)).toBe(true);
  expect(['10.0.0.1', '::2', 'localhost'].some(isLoopbackAddress)).toBe(false);
});
