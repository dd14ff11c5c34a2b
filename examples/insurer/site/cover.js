// One small cover.
'use strict';
(() => {
  const { add, cart, find, money, toProduct } = window.harbourCovers;
  const { trackAddToCart, trackProductView } = window.snowplowEcommerceAccelerator;
  const cover = find(new URLSearchParams(location.search).get('id'));
  document.getElementById('name').textContent = cover.name;
  document.getElementById('about').textContent = cover.about;
  document.getElementById('price').textContent = money.format(cover.price);
  trackProductView(toProduct(cover));
  document.getElementById('add').addEventListener('click', () => {
    add(cover.id);
    trackAddToCart(cart([cover]));
    document.getElementById('added').textContent = 'It is in the basket.';
  });
})();
