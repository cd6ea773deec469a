// What Streamlit's own markup gets wrong for screen readers, put right whenever it draws anew.
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
  let waiting = 0;
  window.duckstatsAccess = new MutationObserver(() => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(mend);
  });
  window.duckstatsAccess.observe(document.body, { childList: true, subtree: true });
  mend();
})();
