// Drawing that costs time is done where people look. What is out of sight is drawn when it
// comes near.
//
//   inSight(element, paint) -> {ask(), end()}   ask() paints now if the element is in sight
//                              or near, else as soon as it is

export function inSight(element, paint) {
  let near = false;
  let asked = false;
  const settle = () => {
    if (!near || !asked) return;
    asked = false;
    paint();
  };
  const observer = new IntersectionObserver((entries) => {
    near = entries[entries.length - 1].isIntersecting;
    settle();
  }, { rootMargin: "300px" });
  observer.observe(element);
  return {
    ask() {
      asked = true;
      settle();
    },
    end: () => observer.disconnect(),
  };
}
