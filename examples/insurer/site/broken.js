// Throws where nobody catches.
'use strict';
document.getElementById('break').addEventListener('click', () => {
  throw new RangeError('The anchor is not where it was left');
});
