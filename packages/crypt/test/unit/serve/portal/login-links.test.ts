import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { LOGIN_LINKS_MAX, LOGIN_LINK_MS_MAX } from '../../../../src/kernel/limits.ts';
import { LoginLinks } from '../../../../src/serve/portal/security/login-links.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { fakeRandom } from '../../../support/serve-fixtures.ts';

const make = () => {
  const clock = new FakeClock();
  return { clock, links: new LoginLinks({ clock, random: fakeRandom() }) };
};

suite('login links', () => {
  test('a token carries 256 bits and is different each time', () => {
    const { links } = make();
    const [first, second] = [links.mint(), links.mint()];
    assert.equal(Buffer.from(first, 'base64url').length, 32);
    assert.notEqual(first, second);
  });

  test('a token works once, and leaves the others open', () => {
    const { links } = make();
    const [first, second] = [links.mint(), links.mint()];
    assert.deepEqual([links.redeem(first), links.redeem(first), links.redeem(second)], [true, false, true]);
  });

  test('a token works until its last millisecond and not after it', async () => {
    const { clock, links } = make();
    const early = links.mint();
    await clock.advance(LOGIN_LINK_MS_MAX - 1);
    assert.equal(links.redeem(early), true);
    const late = links.mint();
    await clock.advance(LOGIN_LINK_MS_MAX);
    assert.equal(links.redeem(late), false);
  });

  test('what was never minted, or was changed by one character, is refused', () => {
    const { links } = make();
    const token = links.mint();
    for (const wrong of ['', 'x', token.slice(1), `${token}A`, token.replace('E', 'F')]) {
      assert.equal(links.redeem(wrong), false, wrong);
    }
    assert.equal(links.redeem(token), true);
  });

  test('asking too often closes the oldest link, not the newest', () => {
    const { links } = make();
    const tokens = Array.from({ length: LOGIN_LINKS_MAX + 1 }, () => links.mint());
    assert.deepEqual(
      tokens.map((token) => links.redeem(token)),
      tokens.map((_, i) => i > 0),
    );
  });
});
