import { existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { phrases, places, products, signUpSources, wordsForNames } from './sample-shop-words.ts';
import { type SeededRandom, seededRandom, weighted } from './seeded-random.ts';

const personCount = 2_500;
/** Customers from before the shop opened, for its first orders. */
const firstPersonCount = 60;
const orderCount = 20_000;
const firstDay = Date.UTC(2023, 0, 1);
const days = 1_096;
const dayLength = 86_400_000;

/** The seasons of a shop, January first: a dip in summer, a peak before the holidays. */
const monthWeights = [0.86, 0.84, 0.95, 0.98, 1.02, 0.94, 0.82, 0.8, 1.0, 1.08, 1.42, 1.55];
/** Sunday first. */
const weekdayWeights = [1.18, 0.92, 0.9, 0.94, 1.0, 1.08, 1.22];
const hourWeights = [
  2, 1, 1, 1, 1, 2, 4, 7, 9, 10, 11, 12, 13, 12, 11, 10, 10, 11, 13, 16, 17, 14, 9, 5,
];

const tables = `
create table people (
  id integer primary key, name text not null, email text not null, city text not null, country text not null,
  source text not null, created_at text not null);
create table products (
  id integer primary key, title text not null, category text not null, price real not null, created_at text not null);
create table orders (
  id integer primary key, person_id integer not null references people (id),
  product_id integer not null references products (id), quantity integer not null, discount real not null,
  total real not null, status text not null, created_at text not null);
create table reviews (
  id integer primary key, product_id integer not null references products (id),
  person_id integer not null references people (id), rating integer not null, body text not null, created_at text not null);
create index orders_by_time on orders (created_at);
create index orders_by_product on orders (product_id);
create index reviews_by_product on reviews (product_id);
`;

/**
 * Creates the sample shop's file if it is missing: completely or not at all, and with the same data
 * everywhere.
 */
export function makeSampleShop(path: string): void {
  if (existsSync(path)) return;
  const draft = `${path}.${process.pid}`;
  rmSync(draft, { force: true });
  const database = new DatabaseSync(draft);
  database.exec('pragma journal_mode = off; pragma synchronous = off; begin');
  database.exec(tables);
  fill(database, seededRandom(20_230_101));
  database.exec('commit');
  database.close();
  renameSync(draft, path);
}

function fill(database: DatabaseSync, random: SeededRandom): void {
  const dayOf = weighted(dayWeights());
  const hourOf = weighted(hourWeights);
  const instant = () => {
    const seconds = hourOf(random.next()) * 3600 + random.below(3600);
    return firstDay + dayOf(random.next()) * dayLength + seconds * 1000;
  };
  const signUps = Array.from({ length: personCount }, (_, index) =>
    index < firstPersonCount ? firstDay : instant(),
  ).sort((a, b) => a - b);
  insertPeople(database, random, signUps);
  insertProducts(database);
  const bought = insertOrders(database, random, signUps, instant);
  insertReviews(database, random, bought);
}

/** The shop doubles in three years; seasons, weekdays and random days do the rest. */
function dayWeights(): number[] {
  const luck = seededRandom(7);
  return Array.from({ length: days }, (_, day) => {
    const date = new Date(firstDay + day * dayLength);
    const growth = 1 + (1.1 * day) / days;
    const season = monthWeights[date.getUTCMonth()] ?? 1;
    return growth * season * (weekdayWeights[date.getUTCDay()] ?? 1) * (0.85 + luck.next() * 0.3);
  });
}

function insertPeople(
  database: DatabaseSync,
  random: SeededRandom,
  signUps: readonly number[],
): void {
  const insert = database.prepare('insert into people values (?, ?, ?, ?, ?, ?, ?)');
  const placeOf = weighted(places.map(({ weight }) => weight));
  const sourceOf = weighted(signUpSources.map(({ weight }) => weight));
  signUps.forEach((at, index) => {
    const [first, last] = [random.pick(wordsForNames.first), random.pick(wordsForNames.last)];
    const { city, country } = places[placeOf(random.next())] ?? { city: '', country: '' };
    const source = signUpSources[sourceOf(random.next())]?.name ?? '';
    const email = `${first}.${last}.${index + 1}@example.com`.toLowerCase();
    insert.run(index + 1, `${first} ${last}`, email, city, country, source, text(at));
  });
}

function insertProducts(database: DatabaseSync): void {
  const insert = database.prepare('insert into products values (?, ?, ?, ?, ?)');
  products.forEach(({ title, category, price }, index) => {
    insert.run(
      index + 1,
      title,
      category,
      price,
      text(firstDay - (products.length - index) * dayLength),
    );
  });
}

interface Bought {
  readonly personId: number;
  readonly productId: number;
  readonly at: number;
}

function insertOrders(
  database: DatabaseSync,
  random: SeededRandom,
  signUps: readonly number[],
  instant: () => number,
): Bought[] {
  const insert = database.prepare('insert into orders values (?, ?, ?, ?, ?, ?, ?, ?)');
  // A few products sell most: the n-th most popular one has the weight 1/(n + 3).
  const wanted = shuffled(products, random).map((product, rank) => ({
    product,
    weight: 1 / (rank + 3),
  }));
  const productOf = weighted(wanted.map(({ weight }) => weight));
  const quantityOf = weighted([70, 18, 6, 4, 2]);
  const statusOf = weighted([93, 5, 2]);
  const times = Array.from({ length: orderCount }, instant).sort((a, b) => a - b);
  return times.map((at, index) => {
    const { product } = wanted[productOf(random.next())] ?? {
      product: products[0] as (typeof products)[number],
    };
    const productId = products.indexOf(product) + 1;
    const personId = 1 + random.below(Math.max(1, countUntil(signUps, at)));
    const quantity = 1 + quantityOf(random.next());
    const discount = random.next() < 0.12 ? random.pick([0.05, 0.1, 0.15, 0.2]) : 0;
    const total = Math.round(product.price * quantity * (1 - discount) * 100) / 100;
    const status = ['delivered', 'returned', 'cancelled'][statusOf(random.next())] ?? '';
    insert.run(index + 1, personId, productId, quantity, discount, total, status, text(at));
    return { personId, productId, at };
  });
}

/** Three of ten customers write a review some days later, mostly a good one. */
function insertReviews(
  database: DatabaseSync,
  random: SeededRandom,
  bought: readonly Bought[],
): void {
  const insert = database.prepare('insert into reviews values (?, ?, ?, ?, ?, ?)');
  const ratingOf = weighted([3, 5, 12, 34, 46]);
  let id = 0;
  for (const { personId, productId, at } of bought) {
    if (random.next() >= 0.3) continue;
    const luck = (productId % 7) / 100;
    const rating = 1 + ratingOf(Math.max(0, random.next() - luck));
    const { opinions, ends } = phrases[rating <= 2 ? 'poor' : rating === 3 ? 'middling' : 'good'];
    const writtenAt = Math.min(
      at + (2 + random.below(20)) * dayLength,
      firstDay + days * dayLength - 1000,
    );
    id += 1;
    insert.run(
      id,
      productId,
      personId,
      rating,
      `${random.pick(opinions)} ${random.pick(ends)}`,
      text(writtenAt),
    );
  }
}

function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  const copy = [...items];
  for (let at = copy.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    [copy[at], copy[other]] = [copy[other] as T, copy[at] as T];
  }
  return copy;
}

/** The number of sorted times before `at`. */
function countUntil(times: readonly number[], at: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** SQLite's own format of an instant, in UTC. */
function text(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
