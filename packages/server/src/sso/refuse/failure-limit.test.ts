import { describe, expect, test } from 'vitest';
import { networkOf, wideNetworkOf } from '../../network.ts';
import { createFailureLimit } from './failure-limit.ts';

describe('the failure limit', () => {
  test('refuses the sixty-first failure of a minute and says how long to wait', () => {
    const limit = createFailureLimit();
    for (let failure = 0; failure < 60; failure += 1)
      expect(limit.count('198.51.100.1', 1000)).toBeNull();
    expect(limit.count('198.51.100.1', 31_000)).toBe(30);
    expect(limit.count('198.51.100.2', 31_000)).toBeNull();
    expect(limit.count('198.51.100.1', 61_000)).toBeNull();
  });

  test('takes back a failure of the same minute only', () => {
    const limit = createFailureLimit();
    for (let failure = 0; failure < 60; failure += 1) limit.count('198.51.100.1', 1000);
    limit.takeBack('198.51.100.1', 1000, 2000);
    expect(limit.wait('198.51.100.1', 2000)).toBeNull();
    limit.count('198.51.100.1', 2000);
    expect(limit.wait('198.51.100.1', 2000)).toBe(59);
    limit.count('198.51.100.1', 61_000);
    limit.takeBack('198.51.100.1', 2000, 61_000);
    for (let failure = 0; failure < 58; failure += 1) limit.count('198.51.100.1', 61_000);
    expect(limit.wait('198.51.100.1', 61_000)).toBeNull();
    limit.count('198.51.100.1', 61_000);
    expect(limit.wait('198.51.100.1', 61_000)).toBe(60);
  });

  test('takes a /64 of IPv6 for one address', () => {
    const limit = createFailureLimit();
    for (let failure = 0; failure < 60; failure += 1)
      limit.count(`2001:db8::${failure.toString(16)}`, 0);
    expect(limit.count('2001:db8:0:0:ffff::1', 0)).toBe(60);
    expect(limit.count('2001:db8:0:1::1', 0)).toBeNull();
  });

  test('keeps ten thousand addresses and forgets the oldest first', () => {
    const limit = createFailureLimit();
    for (let failure = 0; failure < 60; failure += 1) limit.count('198.51.100.1', 0);
    expect(limit.wait('198.51.100.1', 1)).toBe(60);
    for (let index = 0; index < 9_999; index += 1) limit.count(`address ${index}`, 1);
    expect(limit.wait('198.51.100.1', 1)).toBe(60);
    limit.count('one more', 1);
    expect(limit.wait('198.51.100.1', 1)).toBeNull();
  });

  test.each([
    ['198.51.100.1', '198.51.100.1', '198.51.100.1'],
    ['::ffff:198.51.100.1', '198.51.100.1', '198.51.100.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:DB8::1', '2001:db8:0:0::/64', '2001:db8:0::/48'],
    ['::1', '0:0:0:0::/64', '0:0:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64', 'fe80:0:0::/48'],
  ])('counts %s as %s, and as %s in queues', (address, network, wideNetwork) => {
    expect([networkOf(address), wideNetworkOf(address)]).toEqual([network, wideNetwork]);
  });
});
