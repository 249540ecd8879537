// How figures are written. What a share looks like is decided as on the sheet.

const whole = new Intl.NumberFormat(setting.language);
const fill = (pattern, values) =>
  pattern.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));

function shareText(row) {
  const { activities, denominator, percentage } = row ?? {};
  if (!denominator) return words.no_figures;
  if (denominator < setting.minimum) return fill(words.share_in_numbers, { count: activities, denominator });
  if (percentage === 0 && activities) return words.almost_none;
  if (percentage === 100 && activities < denominator) return words.almost_all;
  return `${percentage}%`;
}

// The same where there is little room, in a bar.
function shortShare({ activities, denominator, percentage }) {
  if (denominator < setting.minimum) return String(activities);
  if (percentage === 0 && activities) return "<1%";
  if (percentage === 100 && activities < denominator) return ">99%";
  return `${percentage}%`;
}

// Of few activities a change says nothing.
function changeText(points, activities) {
  if (points === null || points === undefined) return "–";
  if (activities < setting.minimum) return words.too_few;
  return points > 0 ? `+${points}` : String(points).replace("-", "−");
}
