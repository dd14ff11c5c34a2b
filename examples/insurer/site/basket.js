// The basket and its two steps of a checkout.
'use strict';
(() => {
  const { cart, find, lines, money, remove, total } = window.harbourCovers;
  const { trackCheckoutStep, trackRemoveFromCart } = window.snowplowEcommerceAccelerator;
  const list = document.getElementById('lines');
  const begin = document.getElementById('begin');
  const form = document.getElementById('checkout');

  const show = () => {
    list.replaceChildren(
      ...lines().map(({ id, name, price, quantity }) => {
        const item = document.createElement('li');
        const text = document.createElement('span');
        text.textContent = `${quantity} × ${name}, ${money.format(price * quantity)}`;
        const away = document.createElement('button');
        away.type = 'button';
        away.textContent = 'Take one out';
        away.dataset.id = id;
        away.setAttribute('aria-label', `Take one ${name} out`);
        away.addEventListener('click', () => {
          remove(id);
          trackRemoveFromCart(cart([find(id)]));
          show();
        });
        item.append(text, away);
        return item;
      }),
    );
    const isEmpty = lines().length === 0;
    if (isEmpty) list.textContent = 'There is nothing in it.';
    begin.hidden = isEmpty || !form.hidden;
    form.hidden = form.hidden || isEmpty;
    document.getElementById('total').textContent = money.format(total());
  };

  begin.addEventListener('click', () => {
    trackCheckoutStep({ step: 1, account_type: 'guest' });
    form.hidden = false;
    begin.hidden = true;
    form.elements.payment[0].focus();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const payment = form.elements.payment.value;
    trackCheckoutStep({ step: 2, payment_method: payment });
    sessionStorage.setItem('harbour-life-payment', payment);
    location.href = 'order.html';
  });
  show();
})();
