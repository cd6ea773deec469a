// What Streamlit's own markup gets wrong for screen readers, put right whenever it draws anew; and rows of panels that
// are asked for when they come near what the visitor sees.
(() => {
  if (window.duckstatsAccess) return;
  const mend = () => {
    // A list whose items lie in groups is no list to them; its links say all there is.
    const menu = '[data-testid="stSidebarNavItems"]';
    for (const part of document.querySelectorAll(`${menu}, ${menu} li`)) part.setAttribute('role', 'none');
    // The small course in a figure adds nothing that can be said, and is drawn larger below.
    for (const course of document.querySelectorAll('[data-testid="stMetricChart"]'))
      course.setAttribute('aria-hidden', 'true');
  };
  const isNear = (button) => {
    const { top, bottom } = button.getBoundingClientRect();
    return top < window.innerHeight + 300 && bottom > -300;
  };
  const goOn = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    // One row at a time, and never while a run is on that this would end.
    if (app?.dataset.testScriptState !== 'notRunning') return;
    [...document.querySelectorAll('[class*="st-key-later-"] button')].find(isNear)?.click();
  };
  let waiting = 0;
  const soon = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => {
      mend();
      goOn();
    });
  };
  window.duckstatsAccess = new MutationObserver(soon);
  window.duckstatsAccess.observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['data-test-script-state'],
  });
  document.addEventListener('scroll', soon, { capture: true, passive: true });
  window.addEventListener('resize', soon);
  soon();
})();
