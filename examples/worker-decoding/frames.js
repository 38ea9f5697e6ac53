/** The moving dot, and the frames that it is drawn in. */

/** Draws forever. `during(task)` resolves with the task's result and the frames while it ran. */
export function watchFrames(canvas) {
  const context = canvas.getContext("2d");
  let gaps = [];
  let last = performance.now();

  const draw = (now) => {
    gaps.push(now - last);
    last = now;
    const { width, height } = canvas;
    const phase = (now / 2000) % 2;
    const x = 20 + (width - 40) * (phase < 1 ? phase : 2 - phase);
    context.clearRect(0, 0, width, height);
    context.fillStyle = "#2f81f7";
    context.beginPath();
    context.arc(x, height / 2, 16, 0, 2 * Math.PI);
    context.fill();
    requestAnimationFrame(draw);
  };
  requestAnimationFrame(draw);

  return {
    async during(task) {
      await nextFrame();
      gaps = [];
      const started = performance.now();
      const result = await task();
      // A thread that stood still until now draws its late frame first.
      await nextFrame();
      const seconds = (performance.now() - started) / 1000;
      return { result, perSecond: gaps.length / seconds, longest: Math.max(...gaps) };
    },
  };
}

function nextFrame() {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
