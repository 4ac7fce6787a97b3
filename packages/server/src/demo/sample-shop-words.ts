/** The words of the sample shop. People's names are random combinations of them. */
export const wordsForNames = {
  first:
    'Alex Amari Andrea Ariel Bela Casey Charlie Dana Devon Eden Elia Emery Finley Frankie Gabi Harper Indigo Jamie Jordan Jules Kai Kim Lane Lou Luca Maxime Mika Morgan Nico Noor Parker Quinn Remy Riley Robin Rowan Sacha Sam Sasha Sky Sydney Tal Taylor Toni Val Wren Yael Zohar'.split(
      ' ',
    ),
  last: 'Ackerman Bakker Barros Berg Blanc Brook Castle Costa Dahl Duval Fields Fischer Flores Forest Fuchs Garden Gold Gray Harbour Heath Hill Holm Horn Jansen Keller Klein Lake Lang Lima Lund Marsh Meadow Meyer Moreau Nowak Ortega Park Petit Ricci River Rossi Roth Santos Silva Stone Vidal Vogel Wald Winter Wolf'.split(
    ' ',
  ),
} as const;

export const places: readonly {
  readonly city: string;
  readonly country: string;
  readonly weight: number;
}[] = [
  { city: 'Berlin', country: 'Germany', weight: 9 },
  { city: 'Hamburg', country: 'Germany', weight: 6 },
  { city: 'Munich', country: 'Germany', weight: 6 },
  { city: 'Paris', country: 'France', weight: 8 },
  { city: 'Lyon', country: 'France', weight: 5 },
  { city: 'London', country: 'United Kingdom', weight: 10 },
  { city: 'Manchester', country: 'United Kingdom', weight: 4 },
  { city: 'Madrid', country: 'Spain', weight: 6 },
  { city: 'Barcelona', country: 'Spain', weight: 5 },
  { city: 'Milan', country: 'Italy', weight: 5 },
  { city: 'Rome', country: 'Italy', weight: 4 },
  { city: 'Amsterdam', country: 'Netherlands', weight: 5 },
  { city: 'Vienna', country: 'Austria', weight: 4 },
  { city: 'Zürich', country: 'Switzerland', weight: 4 },
  { city: 'Copenhagen', country: 'Denmark', weight: 3 },
  { city: 'Stockholm', country: 'Sweden', weight: 4 },
  { city: 'Warsaw', country: 'Poland', weight: 4 },
  { city: 'Lisbon', country: 'Portugal', weight: 3 },
];

export const signUpSources: readonly { readonly name: string; readonly weight: number }[] = [
  { name: 'Search', weight: 38 },
  { name: 'Recommendation', weight: 24 },
  { name: 'Newsletter', weight: 16 },
  { name: 'Social media', weight: 14 },
  { name: 'Fair', weight: 8 },
];

interface Product {
  readonly title: string;
  readonly category: string;
  readonly price: number;
}

const catalogue = {
  Kitchen:
    'Kettle 49, Cast-iron pan 69, Chef’s knife 84, Cutting board 32, Coffee grinder 119, French press 39, Spice rack 45, Salad bowl 28, Measuring set 18, Apron 26, Bread tin 22, Pepper mill 34',
  Garden:
    'Watering can 27, Pruning shears 38, Raised bed 129, Bird house 31, Seed box 24, Garden hose 42, Herb pot 16, Rain gauge 19, Compost bin 75, Gardening gloves 14',
  Office:
    'Desk lamp 79, Notebook 12, Fountain pen 58, Standing desk 449, Desk mat 36, Paper tray 21, Monitor stand 64, Letter opener 17, Wall calendar 23, Pencil case 15',
  Outdoors:
    'Tent 289, Sleeping bag 139, Hiking boots 159, Camping stove 68, Head torch 37, Water bottle 25, Backpack 119, Hammock 72, Compass 29, Rain jacket 144',
  Home: 'Wool blanket 95, Floor lamp 149, Linen curtains 88, Candle set 24, Door mat 29, Picture frame 19, Wall clock 54, Laundry basket 41, Cushion 33, Vase 46',
  Play: 'Board game 39, Puzzle 27, Kite 34, Juggling balls 22, Playing cards 9, Wooden train 64, Chess set 79, Building blocks 52',
} as const;

export const products: readonly Product[] = Object.entries(catalogue).flatMap(([category, list]) =>
  list.split(', ').map((entry) => {
    const at = entry.lastIndexOf(' ');
    return { title: entry.slice(0, at), category, price: Number(entry.slice(at + 1)) };
  }),
);

export const phrases = {
  poor: {
    opinions: [
      'Broke after a week.',
      'Smaller than I thought.',
      'Not what the picture shows.',
      'The colour came off.',
      'It arrived scratched.',
    ],
    ends: ['I sent it back.', 'Would not buy again.', 'The shop was helpful, though.', 'A pity.'],
  },
  middling: {
    opinions: [
      'Does what it should.',
      'Fine for the price.',
      'Good idea, so-so finish.',
      'It took a while to get used to.',
    ],
    ends: [
      'No more, no less.',
      'I have seen better.',
      'Perhaps the next one is better.',
      'It will do.',
    ],
  },
  good: {
    opinions: [
      'Exactly what I was looking for.',
      'Well made and sturdy.',
      'I use it every day.',
      'A present that was much liked.',
      'Looks even better than in the picture.',
      'My second one already.',
    ],
    ends: [
      'Would buy again.',
      'Arrived within two days.',
      'Worth every cent.',
      'Recommended.',
      'The whole family likes it.',
    ],
  },
} as const;
