// Water, as sound: noise that swells, made here so that the page needs no file of anybody's. And what is heard of it.
'use strict';
(() => {
  const media = window.snowplowMedia;
  const { trackSocialInteraction } = window.snowplowSiteTracking;
  const sound = document.getElementById('sound');
  const ID = crypto.randomUUID();
  const RATE = 8000;
  const SECONDS = 4;

  /** A WAV file of 8 bits, one channel: a head of 44 bytes, then a byte a sample. */
  const makeWater = () => {
    const size = RATE * SECONDS;
    const bytes = new Uint8Array(44 + size);
    const view = new DataView(bytes.buffer);
    const write = (at, text) => bytes.set(new TextEncoder().encode(text), at);
    write(0, 'RIFF');
    view.setUint32(4, 36 + size, true);
    write(8, 'WAVEfmt ');
    view.setUint32(16, 16, true);
    view.setUint16(20, 1, true);
    view.setUint16(22, 1, true);
    view.setUint32(24, RATE, true);
    view.setUint32(28, RATE, true);
    view.setUint16(32, 1, true);
    view.setUint16(34, 8, true);
    write(36, 'data');
    view.setUint32(40, size, true);
    let smooth = 0;
    for (let i = 0; i < size; i++) {
      smooth += 0.06 * (Math.random() * 2 - 1 - smooth);
      bytes[44 + i] = 128 + smooth * 220 * (0.5 + 0.5 * Math.sin((i / RATE) * Math.PI));
    }
    return new Blob([bytes], { type: 'audio/wav' });
  };

  const player = () => ({
    label: 'The harbour at night',
    playerType: 'html5',
    mediaType: 'audio',
    currentTime: sound.currentTime,
    duration: Number.isFinite(sound.duration) ? sound.duration : null,
    ended: sound.ended,
    loop: sound.loop,
    muted: sound.muted,
    paused: sound.paused,
    playbackRate: sound.playbackRate,
    volume: Math.round(sound.volume * 100),
  });
  const tell = (track, more = {}) => track({ id: ID, player: player(), ...more });

  media.startMediaTracking({ id: ID, boundaries: [25, 50, 75], pings: { pingInterval: 10 } });
  sound.addEventListener('loadedmetadata', () => tell(media.trackMediaReady));
  sound.addEventListener('play', () => tell(media.trackMediaPlay));
  sound.addEventListener('pause', () => sound.ended || tell(media.trackMediaPause));
  sound.addEventListener('timeupdate', () => tell(media.updateMediaTracking));
  sound.addEventListener('seeking', () => tell(media.trackMediaSeekStart));
  sound.addEventListener('seeked', () => tell(media.trackMediaSeekEnd));
  sound.addEventListener('volumechange', () => {
    tell(media.trackMediaVolumeChange, { newVolume: Math.round(sound.volume * 100) });
  });
  sound.addEventListener('ended', () => tell(media.trackMediaEnd));
  sound.src = URL.createObjectURL(makeWater());

  document.getElementById('listen').addEventListener('click', () => void sound.play());
  document.getElementById('share').addEventListener('click', () => {
    trackSocialInteraction({ action: 'share', network: 'clipboard', target: location.pathname });
    document.getElementById('shared').textContent = 'Its address is what your browser shows above.';
  });
})();
