// What was ordered; the basket is empty afterwards, so that the page read again orders nothing.
'use strict';
(() => {
  const { cart, currency, empty, lines, money, total } = window.harbourCovers;
  const { trackTransaction } = window.snowplowEcommerceAccelerator;
  const bought = lines();
  const words = document.getElementById('order');
  if (bought.length === 0) {
    words.textContent = 'There is no order.';
    return;
  }
  const number = `HL-${crypto.randomUUID().slice(0, 8).toUpperCase()}`;
  const quantity = bought.reduce((sum, line) => sum + line.quantity, 0);
  trackTransaction({
    transaction_id: number,
    revenue: total(),
    currency,
    payment_method: sessionStorage.getItem('harbour-life-payment') ?? 'card',
    total_quantity: quantity,
    products: cart(bought).products,
  });
  words.textContent = `Order ${number}, ${money.format(total())}.`;
  empty();
})();
