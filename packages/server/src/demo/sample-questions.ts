import { join } from 'node:path';
import type { Parameter, Visualization } from '@dashboard/contract';
import { allDataSources, insertDataSource } from '../databases/database-store.ts';
import type { Database } from '../db/database.ts';
import { restrictToOwner } from '../db/owner-only.ts';
import { allGroups } from '../groups/group-store.ts';
import { grantCollection } from '../permissions/permission-store.ts';
import { insertCollection, insertQuestion } from '../questions/question-store.ts';
import { markDone } from '../setup/setup-store.ts';
import { makeSampleShop } from './sample-shop.ts';

const fileName = 'sample-shop.sqlite';

interface SampleQuestion {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
  readonly parameters?: readonly Parameter[];
  readonly visualization: Visualization;
}

const period: readonly Parameter[] = [
  { name: 'from', type: 'date' },
  { name: 'to', type: 'date' },
];

/** In the order of their ids; `/question/1-superb-question` is the first. */
const questions: readonly SampleQuestion[] = [
  {
    name: 'Superb question',
    description: 'Monthly revenue, 2023–2025.',
    sql: `select strftime('%Y-%m', created_at) as month, round(sum(total), 2) as revenue
from orders
where status <> 'cancelled'
group by month
order by month`,
    visualization: { kind: 'line', x: 'month', y: ['revenue'], format: 'currency' },
  },
  {
    name: 'Orders by category',
    description: 'Orders per product category. Filter by date or category.',
    sql: `select products.category, count(*) as orders, sum(orders.quantity) as pieces
from orders join products on products.id = orders.product_id
where orders.status <> 'cancelled'
  [[and orders.created_at >= {{from}}]]
  [[and orders.created_at < date({{to}}, '+1 day')]]
  [[and products.category in ({{categories}})]]
group by products.category
order by orders desc`,
    parameters: [...period, { name: 'categories', type: 'list' }],
    visualization: { kind: 'bar', x: 'category', y: ['orders'] },
  },
  {
    name: 'Revenue in 2025',
    description: 'Revenue in 2025, excluding cancelled orders.',
    sql: `select round(sum(total), 2) as revenue
from orders
where status <> 'cancelled' and created_at >= '2025-01-01' and created_at < '2026-01-01'`,
    visualization: { kind: 'number', format: 'currency' },
  },
  {
    name: 'Best-selling products',
    description: 'Orders, revenue and average rating of each product.',
    sql: `select products.title as product, products.category, products.price,
  count(*) as orders, round(sum(orders.total), 2) as revenue,
  (select round(avg(rating), 2) from reviews where reviews.product_id = products.id) as rating
from orders join products on products.id = orders.product_id
where orders.status <> 'cancelled'
group by products.id
order by revenue desc`,
    visualization: {
      kind: 'table',
      columns: { price: { format: 'currency' }, revenue: { format: 'currency' } },
    },
  },
  {
    name: 'Revenue by category',
    description: 'Quarterly revenue of three categories.',
    sql: `select strftime('%Y', orders.created_at) || '-Q' || ((strftime('%m', orders.created_at) + 2) / 3) as quarter,
  round(sum(case when category = 'Kitchen' then total else 0 end), 2) as kitchen,
  round(sum(case when category = 'Outdoors' then total else 0 end), 2) as outdoors,
  round(sum(case when category = 'Office' then total else 0 end), 2) as office
from orders join products on products.id = orders.product_id
where status <> 'cancelled'
group by quarter
order by quarter`,
    visualization: {
      kind: 'line',
      x: 'quarter',
      y: ['kitchen', 'outdoors', 'office'],
      format: 'currency',
    },
  },
  {
    name: 'Orders by hour of the day',
    description: 'Number of orders by hour (UTC).',
    sql: `select cast(strftime('%H', created_at) as integer) as hour, count(*) as orders
from orders
group by hour
order by hour`,
    visualization: { kind: 'area', x: 'hour', y: ['orders'] },
  },
  {
    name: 'Customers by country',
    description: 'Number of customers in each country.',
    sql: `select country, count(*) as people
from people
group by country
order by people desc`,
    visualization: { kind: 'pie', x: 'country', y: ['people'] },
  },
  {
    name: 'All orders',
    description: 'All orders, newest first. Filter by date.',
    sql: `select orders.id, orders.created_at, people.name as customer, people.city, products.title as product,
  orders.quantity, orders.total, orders.status
from orders
join people on people.id = orders.person_id
join products on products.id = orders.product_id
where true [[and orders.created_at >= {{from}}]] [[and orders.created_at < date({{to}}, '+1 day')]]
order by orders.id desc`,
    parameters: period,
    visualization: { kind: 'table', columns: { total: { format: 'currency' } } },
  },
];

/**
 * Installs the sample shop and its questions, once: if an administrator deletes them, they stay deleted.
 * The shop's file is created again in a data directory that lacks it, as long as its database exists.
 *
 * @param now epoch milliseconds
 */
export async function installSamples(
  database: Database,
  dataDir: string,
  now: number,
): Promise<void> {
  await database.transaction(async (tx) => {
    if (!(await markDone(tx, 'samples', now))) return;
    const databaseId = await insertDataSource(tx, { name: 'Sample shop', path: fileName, now });
    const collectionId = await insertCollection(tx, 'Examples', now);
    const everyone = (await allGroups(tx, {})).find((group) => group.built_in === 'all_users');
    if (everyone !== undefined)
      await grantCollection(tx, { groupId: everyone.id, collectionId, access: 'view' });
    for (const { parameters = [], visualization, ...question } of questions) {
      const row = {
        ...question,
        database_id: databaseId,
        collection_id: collectionId,
        parameters: JSON.stringify(parameters),
        visualization: JSON.stringify(visualization),
      };
      await insertQuestion(tx, row, now);
    }
  });
  const sources = await allDataSources(database.read);
  if (!sources.some(({ path }) => path === fileName)) return;
  makeSampleShop(join(dataDir, fileName));
  restrictToOwner(join(dataDir, fileName));
}
