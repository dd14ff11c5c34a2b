// The list of small covers, and the search in it.
'use strict';
(() => {
  const { covers, lines, money, total, toProduct } = window.harbourCovers;
  const { trackProductListView, trackProductListClick } = window.snowplowEcommerceAccelerator;
  const { trackSiteSearch } = window.snowplowSiteTracking;
  const list = document.getElementById('covers');
  const NAME = 'small covers';

  const show = (shown) => {
    list.replaceChildren(
      ...shown.map((cover, index) => {
        const item = document.createElement('li');
        const title = document.createElement('h2');
        const link = document.createElement('a');
        link.href = `cover.html?id=${cover.id}`;
        link.textContent = cover.name;
        link.addEventListener('click', () => {
          trackProductListClick({ product: toProduct(cover, { position: index + 1 }), name: NAME });
        });
        title.append(link);
        const about = document.createElement('p');
        about.textContent = `${cover.about} ${money.format(cover.price)}`;
        item.append(title, about);
        return item;
      }),
    );
    if (shown.length === 0) list.textContent = 'We have nothing for that yet.';
    trackProductListView({
      name: NAME,
      products: shown.map((cover, index) => toProduct(cover, { position: index + 1 })),
    });
  };

  document.getElementById('search').addEventListener('submit', (event) => {
    event.preventDefault();
    const words = document.getElementById('words').value.trim().toLowerCase();
    const found = covers.filter(({ name, about }) => `${name} ${about}`.toLowerCase().includes(words));
    if (words !== '')
      trackSiteSearch({ terms: words.split(/\s+/), totalResults: found.length, pageResults: found.length });
    show(found);
  });
  const count = lines().reduce((sum, { quantity }) => sum + quantity, 0);
  document.getElementById('basket-now').textContent =
    count === 0 ? 'Nothing in it.' : `${count} for ${money.format(total())}`;
  show(covers);
})();
