import { describe, expect, test } from 'vitest';
import { attemptOf } from './try-limit.ts';

describe('W2 an attempt waits', () => {
  test.each(['2001:db8:1:2::1', '2001:db8:1:ffff::1'])(
    'in the places of its /48 if it comes from %s',
    (address) => {
      const { member } = attemptOf('ada@example.com', address, null);
      expect(member).toEqual({ isKnown: false, group: '2001:db8:1::/48' });
    },
  );

  test('in the places of the account if the browser is known, from any network', () => {
    const { member } = attemptOf(' Ada@example.com', '198.51.100.1', 'browser 1');
    expect(member).toEqual({ isKnown: true, group: 'ada@example.com' });
  });
});
