import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { newFolder } from '../testing/test-database.ts';
import { makeSampleShop } from './sample-shop.ts';

function openShop() {
  const path = join(newFolder(), 'shop.sqlite');
  makeSampleShop(path);
  const shop = new DatabaseSync(path, { readOnly: true });
  onTestFinished(() => shop.close());
  const all = (sql: string) => {
    const statement = shop.prepare(sql);
    statement.setReturnArrays(true);
    return statement.all() as unknown as (string | number)[][];
  };
  return { all, one: (sql: string) => all(sql)[0]?.[0] };
}

describe('the sample shop', () => {
  test('has no order before its customer signed up, and nothing outside its three years', () => {
    const { one } = openShop();
    const early = 'orders join people on people.id = person_id where people.created_at';
    expect(one(`select count(*) from ${early} > orders.created_at`)).toBe(0);
    for (const table of ['people', 'orders', 'reviews']) {
      expect(one(`select min(created_at) >= '2023-01-01' from ${table}`), table).toBe(1);
      expect(one(`select max(created_at) < '2026-01-01' from ${table}`), table).toBe(1);
    }
  });

  test('has no real address: every email ends in example.com, and each is there once', () => {
    const { one } = openShop();
    expect(one(`select count(*) from people where email not like '%@example.com'`)).toBe(0);
    expect(one('select count(distinct email) from people')).toBe(2_500);
  });

  test('looks like a real shop: growth, seasons, favourite products, mostly good reviews', () => {
    const { all, one } = openShop();
    const years = all(
      `select count(*) from orders group by substr(created_at, 1, 4) order by substr(created_at, 1, 4)`,
    ).map(([count]) => Number(count));
    expect(years.reduce((a, b) => a + b)).toBe(20_000);
    expect(years[2]).toBeGreaterThan((years[0] ?? 0) * 1.4);
    const month = (number: string) =>
      Number(
        one(`select count(*) from orders where strftime('%Y-%m', created_at) = '2025-${number}'`),
      );
    expect(month('12')).toBeGreaterThan(month('08') * 1.5);
    const [best, , , , , , , , , tenth] = all(
      'select count(*) from orders group by product_id order by 1 desc',
    ).map(([count]) => Number(count));
    expect(best).toBeGreaterThan(Number(tenth) * 2);
    expect(one('select avg(rating) from reviews')).toBeGreaterThan(3.8);
    expect(one('select count(*) from reviews')).toBeGreaterThan(5_000);
  });
});
