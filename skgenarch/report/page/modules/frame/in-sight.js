// Drawing that costs time is done where people look. What is out of sight is drawn when it
// comes near.
//
//   inSight(element, paint) -> {ask(), end()}   ask() paints in the next frame if the
//                              element is in sight or near, else as soon as it is; once,
//                              however often it was asked

export function inSight(element, paint) {
  let near = false;
  let asked = false;
  let frame = null;
  const settle = () => {
    if (!near || !asked || frame !== null) return;
    frame = requestAnimationFrame(() => {
      frame = null;
      asked = false;
      paint();
    });
  };
  const observer = new IntersectionObserver((entries) => {
    near = entries[entries.length - 1].isIntersecting;
    settle();
  }, { rootMargin: "300px" });
  observer.observe(element);
  // On paper the colours are others, whatever the screen shows.
  const print = matchMedia("print");
  print.addEventListener("change", paint);
  return {
    ask() {
      asked = true;
      settle();
    },
    end() {
      observer.disconnect();
      cancelAnimationFrame(frame);
      print.removeEventListener("change", paint);
    },
  };
}
