#include "tools/cli/deadline_text.h"

#include <fmt/format.h>

#include <array>

namespace tally::cli {
namespace {

std::string kind_of_days(const DeadlineExplanation& told, std::int32_t n, Lang lang) {
  const bool work = told.day_kind == DayKind::work;
  if (lang == Lang::zh) return fmt::format("{} 个{}", n, work ? "工作日" : "自然日");
  return fmt::format("{} {} day{}", n, work ? "working" : "calendar", n == 1 ? "" : "s");
}

std::string reason_text(const DeadlineDay& day, const std::map<Date, std::string>& names,
                        Lang lang) {
  std::string text(pick(day_reason_label(day.reason), lang));
  const auto name = names.find(day.day);
  const bool of_calendar = day.reason == DayReason::holiday ||
                           day.reason == DayReason::make_up_day || day.reason == DayReason::weekend;
  if (of_calendar && name != names.end()) {
    text += lang == Lang::zh ? "（" + name->second + "）" : " (" + name->second + ")";
  }
  return text;
}

std::string day_line(const DeadlineExplanation& told, const DeadlineDay& day,
                     const std::string& reason, Lang lang) {
  std::string mark;
  if (told.due.day == day.day) mark = lang == Lang::zh ? "  ← 到期日" : "  <- due";
  if (told.decided_on == day.day) mark += lang == Lang::zh ? "  ← 办结" : "  <- decided";
  if (day.past_due) mark += lang == Lang::zh ? "  超期" : "  past due";
  const std::string number = day.counts ? fmt::format("{:>3}", day.number) : "  -";
  return fmt::format("  {} {}  {}  {}{}\n", day.day.to_string(), weekday_name(day.day, lang),
                     number, reason, mark);
}

}  // namespace

std::string weekday_name(Date day, Lang lang) {
  static constexpr std::array kZh = {"周一", "周二", "周三", "周四", "周五", "周六", "周日"};
  static constexpr std::array kEn = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  const auto index = static_cast<std::size_t>(day.weekday());
  return lang == Lang::zh ? kZh.at(index) : kEn.at(index);
}

std::string due_text(const DeadlineExplanation& told, Lang lang) {
  const bool zh = lang == Lang::zh;
  using Kind = StepClock::Due::Kind;
  switch (told.due.kind) {
    case Kind::day:
      return filled(zh ? "{}（{}）" : "{} ({})", told.due.day->to_string(),
                    weekday_name(*told.due.day, lang));
    case Kind::suspended:
      return zh ? "suspended 停止计时，恢复后顺延" : "suspended: the clock is paused";
    case Kind::undetermined: {
      std::string years;
      for (const int year : told.years_missing) {
        years += (years.empty() ? "" : ", ") + std::to_string(year);
      }
      return filled(zh ? "undetermined 未定：账内没有 {} 年的工作日历"
                       : "undetermined: no calendar of {} is recorded",
                    years);
    }
    case Kind::none:
      break;
  }
  if (!told.accepted_on) return zh ? "未受理，未起算" : "not accepted yet: no clock runs";
  return zh ? "未定时限" : "no limit is stated";
}

std::string due_sentence(const DeadlineExplanation& told, Lang lang) {
  const bool zh = lang == Lang::zh;
  std::string text = (zh ? "到期日 " : "due ") + due_text(told, lang);
  if (told.limit) text += (zh ? "，时限 " : ", ") + kind_of_days(told, *told.limit, lang);
  if (told.day_kind != DayKind::work) return text;
  for (const auto& day : told.days) {
    if (day.past_due || day.reason != DayReason::make_up_day) continue;
    text +=
        filled(zh ? "；{}（{}）调休上班，计入" : "; {} ({}) is a make-up working day and counts",
               day.day.to_string(), weekday_name(day.day, lang));
  }
  std::int32_t off = 0;
  for (const auto& day : told.days) off += day.reason == DayReason::holiday && !day.past_due;
  if (off > 0) {
    text += zh ? fmt::format("；节假日 {} 天不计", off)
               : fmt::format("; {} weekday{} off, not counted", off, off == 1 ? "" : "s");
  }
  return text;
}

std::string days_text(const DeadlineExplanation& told, const std::map<Date, std::string>& names,
                      Lang lang) {
  std::string text;
  for (const auto& day : told.days) {
    text += day_line(told, day, reason_text(day, names, lang), lang);
  }
  return text;
}

}  // namespace tally::cli
