// The small covers, and the basket, which this browser keeps.
'use strict';
window.harbourCovers = (() => {
  const CURRENCY = 'EUR';
  const COVERS = [
    { id: 'BIKE', name: 'Bicycle', category: 'things', price: 59, about: 'Stolen, bent or fallen into the harbour.' },
    { id: 'TRIP', name: 'Journey', category: 'travel', price: 34.5, about: 'Home again, whatever happens on the way.' },
    { id: 'DOG', name: 'Dog', category: 'animals', price: 189, about: 'The vet sends the bill to us.' },
    {
      id: 'CELLO',
      name: 'Instrument',
      category: 'things',
      price: 72.25,
      about: 'On stage, in trains, and in the rain.',
    },
    {
      id: 'SKATE',
      name: 'Skating',
      category: 'sport',
      price: 12.9,
      about: 'Knees, elbows and the lamp of the neighbour.',
    },
  ];
  const KEY = 'harbour-life-basket';
  const ids = () => JSON.parse(localStorage.getItem(KEY) ?? '[]');
  const write = (list) => localStorage.setItem(KEY, JSON.stringify(list));

  /** As the tracker wants it. */
  const toProduct = ({ id, name, category, price }, more = {}) => ({
    id,
    name,
    category,
    price,
    currency: CURRENCY,
    ...more,
  });
  const lines = () =>
    COVERS.map((cover) => ({ ...cover, quantity: ids().filter((id) => id === cover.id).length })).filter(
      ({ quantity }) => quantity > 0,
    );
  const total = () => Math.round(lines().reduce((sum, { price, quantity }) => sum + price * quantity, 0) * 100) / 100;

  window.snowplowEcommerceAccelerator.setPageType({ type: 'small covers', language: 'en', locale: 'en-GB' });
  return {
    covers: COVERS,
    currency: CURRENCY,
    money: new Intl.NumberFormat('en-GB', { style: 'currency', currency: CURRENCY }),
    toProduct,
    lines,
    total,
    find: (id) => COVERS.find((cover) => cover.id === id) ?? COVERS[0],
    add: (id) => write([...ids(), id]),
    /** Takes one of them out. */
    remove: (id) => write(ids().toSpliced(ids().indexOf(id), 1)),
    empty: () => write([]),
    cart: (products) => ({
      total_value: total(),
      currency: CURRENCY,
      products: products.map(({ quantity, ...cover }) => toProduct(cover, { quantity: quantity ?? 1 })),
    }),
  };
})();
