#include "tools/cli/timeline_drawing.h"

#include <array>
#include <map>

#include "core/catalogue/registry.h"
#include "tools/cli/canvas.h"
#include "tools/cli/deadline_text.h"

namespace tally::cli {
namespace {

constexpr std::size_t kNoteColumns = 20;
constexpr std::size_t kLabelMax = 26;
constexpr std::size_t kMoneyLinesMax = 12;

struct Glyphs {
  std::string_view stage, running, paused, waiting, overdue, reached, planned, due, now, corrected,
      voided, axis, tick, beyond;
  std::array<std::string_view, 9> level;  // Of nothing to full.
};
constexpr Glyphs kDrawn = {"━", "█", "░", "·", "▓",
                           "◆", "◇", "┤", "┊", "✎",
                           "✗", "─", "┬", "›", {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}};
constexpr Glyphs kAscii = {"=", "#", "~", ".", "!",
                           "*", "o", "|", ":", "c",
                           "x", "-", "+", ">", {" ", ".", ".", "-", "-", "=", "=", "#", "#"}};

std::string_view milestone_label(std::string_view code, Lang lang) {
  if (lang == Lang::en) return code;
  for (const auto& [known, zh] : {std::pair<std::string_view, std::string_view>{"start", "开工"},
                                  {"topping_out", "封顶"},
                                  {"completion_accepted", "竣工验收"},
                                  {"handover", "移交"},
                                  {"permit", "施工许可"}}) {
    if (known == code) return zh;
  }
  return code;
}

std::string_view state_label(StepState state, Lang lang) {
  static constexpr std::array<std::string_view, 11> kZh = {
      "未收件", "已收件",   "补正中", "在办", "暂停",  "不予受理",
      "准予",   "不予许可", "退件",   "默认", "已撤销"};
  return lang == Lang::zh ? kZh.at(static_cast<std::size_t>(state)) : step_state_name(state);
}

class Drawing {
 public:
  Drawing(const Timeline& timeline, const std::vector<CitedEvent>& corrections, const Cells& cells,
          const DrawOptions& options)
      : timeline_(timeline),
        corrections_(corrections),
        cells_(cells),
        options_(options),
        glyphs_(options.ascii ? kAscii : kDrawn) {
    lay_out();
  }

  std::string draw() {
    head();
    axis();
    stages();
    marks();
    for (const auto& phase : timeline_.phases) this->phase(phase);
    money();
    reports();
    correction_row();
    money_list();
    correction_list();
    return std::move(out_);
  }

 private:
  std::string_view say(std::string_view zh, std::string_view en) const {
    return options_.lang == Lang::zh ? zh : en;
  }

  // How wide the labels are, and which days the columns stand for: up to E, or to what is due.
  void lay_out() {
    std::size_t widest = 12;
    const auto look = [&](std::string_view text, std::size_t indent) {
      widest = std::max(widest, display_width(text) + indent);
    };
    for (const auto& stage : timeline_.stages) look(code_label(stage.stage, options_.lang), 2);
    // What is planned far ahead would squeeze what has happened: it is a mark at the edge.
    const std::int32_t lived = timeline_.until.days - timeline_.from.days;
    const Date far = timeline_.until.plus_days(lived / 4 + 30);
    Date last = timeline_.until;
    for (const auto& phase : timeline_.phases) {
      look(phase_label(phase), 1);
      for (const auto& step : phase.steps) {
        look(step.step, 2);
        if (!step.decided_on && step.due.day) last = std::max(last, std::min(far, *step.due.day));
      }
    }
    for (const auto& mark : timeline_.marks) {
      look(milestone_label(mark.code, options_.lang), 2);
      if (mark.day <= far) last = std::max(last, mark.day);
    }
    label_columns_ = std::min({widest, kLabelMax, options_.width / 3});
    const auto rest = options_.width - label_columns_ - kNoteColumns - 2;
    const Date first = options_.first.value_or(timeline_.from);
    scale_ = {first, std::max(options_.last.value_or(last), first.plus_days(1)), rest};
  }

  static std::string phase_label(const TimelinePhase& phase) {
    return phase.kind ? *phase.kind + " " + phase.id : phase.id;
  }

  CanvasRow row() const {
    CanvasRow row(scale_.columns, " ");
    if (scale_.last > timeline_.until)
      row.put(scale_.column(timeline_.until), glyphs_.now, Ink::dim);
    return row;
  }

  // The days from..until that are shown, both inclusive.
  void bar(CanvasRow& row, Date from, Date until, std::string_view glyph, Ink ink) const {
    if (until < from || !scale_.shows(from, until)) return;
    row.fill(scale_.column(from), scale_.column(until), glyph, ink);
  }
  void put(CanvasRow& row, Date day, std::string_view glyph, Ink ink) const {
    if (day > scale_.last) {
      row.put(scale_.columns - 1, glyphs_.beyond, Ink::dim);
    } else if (scale_.shows(day)) {
      row.put(scale_.column(day), glyph, ink);
    }
  }

  void line(std::string_view label, const CanvasRow& row, std::string_view note,
            Ink ink = Ink::plain) {
    out_ += inked(fitted(label, label_columns_, true), ink, options_.colour) + " " +
            row.text(options_.colour);
    if (!note.empty()) out_ += " " + fitted(note, kNoteColumns, false);
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    out_ += '\n';
  }
  void plain_line(std::string_view text, Ink ink = Ink::plain) {
    out_ += inked(fitted(text, options_.width, false), ink, options_.colour) + "\n";
  }

  void head() { plain_line(timeline_.project + "  " + timeline_.name.value_or(""), Ink::bold); }

  // Years, quarters or months, as many as there is room for.
  void axis() {
    const auto days = static_cast<std::size_t>(scale_.last.days - scale_.first.days + 1);
    const std::size_t per_month = scale_.columns * 30 / days;
    const int months = per_month >= 5 ? 1 : per_month * 3 >= 5 ? 3 : 12;
    CanvasRow ticks(scale_.columns, glyphs_.axis);
    std::string labels;
    const auto place = [&](std::size_t column, const std::string& text) {
      const auto used = display_width(labels);
      if ((used > 0 && column <= used) || column + display_width(text) > scale_.columns) return;
      labels.append(column - used, ' ');
      labels += text;
    };
    Date tick = Date::of(scale_.first.year(), scale_.first.month(), 1);
    for (; tick <= scale_.last; tick = next_month(tick)) {
      if (tick < scale_.first || (tick.month() - 1) % months != 0) continue;
      const auto column = scale_.column(tick);
      ticks.put(column, glyphs_.tick);
      place(column, tick.month() == 1 ? std::to_string(tick.year()) : month_name(tick.month()));
    }
    out_ += std::string(label_columns_ + 1, ' ') + inked(labels, Ink::dim, options_.colour) + "\n";
    if (scale_.last > timeline_.until && scale_.shows(timeline_.until)) {
      ticks.put(scale_.column(timeline_.until), glyphs_.now);
    }
    line(scale_.first.to_string(), ticks, scale_.last.to_string(), Ink::dim);
  }
  static Date next_month(Date day) {
    return day.month() == 12 ? Date::of(day.year() + 1, 1, 1)
                             : Date::of(day.year(), day.month() + 1, 1);
  }
  std::string month_name(int month) const {
    static constexpr std::array kNames = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (options_.lang == Lang::zh) return std::to_string(month) + "月";
    return kNames.at(static_cast<std::size_t>(month - 1));
  }

  void stages() {
    for (std::size_t i = 0; i < timeline_.stages.size(); ++i) {
      const auto& stage = timeline_.stages[i];
      auto row = this->row();
      const bool last = i + 1 == timeline_.stages.size();
      const Date until = std::max(stage.from, last ? stage.until : stage.until.plus_days(-1));
      const bool halted = stage.stage == "suspended" || stage.stage == "cancelled";
      bar(row, stage.from, until, glyphs_.stage, halted ? Ink::red : last ? Ink::green : Ink::blue);
      line("  " + std::string(code_label(stage.stage, options_.lang)), row,
           filled(say("{} 起", "since {}"), stage.from.to_string()));
    }
  }

  // Reached and planned ones on a line each, so that slippage shows.
  void marks() {
    for (const auto& mark : timeline_.marks) {
      auto row = this->row();
      put(row, mark.day, mark.planned ? glyphs_.planned : glyphs_.reached,
          mark.planned ? Ink::dim : Ink::green);
      line("  " + std::string(milestone_label(mark.code, options_.lang)), row,
           mark.day.to_string() + std::string(mark.planned ? say(" 计划", " plan") : ""));
    }
  }

  void phase(const TimelinePhase& phase) {
    auto row = this->row();
    const Date end = phase.closed_on.value_or(timeline_.until);
    bar(row, phase.opened_on, end, glyphs_.axis, Ink::dim);
    line(" " + phase_label(phase), row,
         phase.closed_on ? phase.closed_on->to_string() : std::string(say("未办结", "open")),
         Ink::bold);
    for (const auto& step : phase.steps) this->step(step);
  }

  void step(const TimelineStep& step) {
    auto row = this->row();
    if (step.submitted_on) {
      const Date until = step.accepted_on.value_or(step.end);
      bar(row, *step.submitted_on, until, glyphs_.waiting, Ink::dim);
    }
    for (const auto& span : step.running) {
      if (span.until <= span.after) continue;
      bar(row, span.after.plus_days(1), span.until, glyphs_.running,
          step.decided_on ? Ink::green : Ink::yellow);
    }
    for (const auto& span : step.pauses) {
      bar(row, span.after.plus_days(1), span.until, glyphs_.paused, Ink::dim);
    }
    const bool late = step.overdue.value_or(false) && step.due.day;
    if (late) {
      for (const auto& span : step.running) {
        const Date from = std::max(span.after, *step.due.day).plus_days(1);
        if (from > span.until) continue;
        bar(row, from, span.until, glyphs_.overdue, Ink::red);
      }
    } else if (!step.decided_on && step.due.day) {
      put(row, *step.due.day, glyphs_.due, Ink::dim);
    }
    line("  " + step.step, row, step_note(step, late));
  }

  std::string step_note(const TimelineStep& step, bool late) const {
    std::string note;
    if (step.used) {
      note = std::to_string(*step.used) + "/" +
             (step.limit ? std::to_string(*step.limit) : std::string("-")) + " ";
    } else if (step.due.kind == StepClock::Due::Kind::undetermined) {
      note = std::string(say("无日历 ", "no calendar "));
    }
    note += state_label(step.state, options_.lang);
    if (late) note += say(" 超期", " late");
    return note;
  }

  // What had been paid by each column, as a level of what was paid in all.
  void money() {
    if (timeline_.money.empty()) return;
    std::vector<std::int64_t> by_column(scale_.columns, 0);
    std::int64_t sum = 0, highest = 1;
    for (const auto& payment : timeline_.money) {
      if (payment.amount.currency != timeline_.money.front().amount.currency) return;
      if (__builtin_add_overflow(sum, payment.amount.minor, &sum)) return;
      highest = std::max(highest, sum);
      if (payment.day > scale_.last) continue;
      const auto from = scale_.column(payment.day);
      std::fill(by_column.begin() + static_cast<std::ptrdiff_t>(from), by_column.end(), sum);
    }
    auto row = this->row();
    const auto now = scale_.column(std::max(scale_.first, timeline_.until));
    for (std::size_t i = 0; i <= now; ++i) level(row, i, by_column[i], highest);
    line(say(" 累计支付", " paid so far"), row,
         cells_.money({sum, timeline_.money.front().amount.currency}), Ink::bold);
  }

  void reports() {
    std::int64_t highest = 0;
    for (const auto& report : timeline_.reports) {
      if (report.ytd) highest = std::max(highest, report.ytd->minor);
    }
    if (highest <= 0) return;
    auto row = this->row();
    const TimelineReport* last = nullptr;
    for (const auto& report : timeline_.reports) {
      if (!report.ytd) continue;
      last = &report;
      if (!scale_.shows(report.period.first_day(), report.period.last_day())) continue;
      const auto to = scale_.column(report.period.last_day());
      for (auto i = scale_.column(report.period.first_day()); i <= to; ++i) {
        level(row, i, report.ytd->minor, highest);
      }
    }
    line(say(" 自年初投资", " invested ytd"), row, cells_.money(*last->ytd), Ink::bold);
  }

  void level(CanvasRow& row, std::size_t column, std::int64_t value, std::int64_t highest) const {
    if (value <= 0) return;
    const auto eighths = static_cast<long double>(value) / static_cast<long double>(highest) * 8;
    const auto step = std::clamp<std::size_t>(static_cast<std::size_t>(eighths + 0.5L), 1, 8);
    row.put(column, glyphs_.level.at(step), Ink::blue);
  }

  void correction_row() {
    if (corrections_.empty()) return;
    auto row = this->row();
    for (const auto& event : corrections_) {
      const bool voided = event.type == "event.voided";
      put(row, event.recorded_day, voided ? glyphs_.voided : glyphs_.corrected,
          voided ? Ink::red : Ink::yellow);
    }
    line(say(" 更正与作废", " corrections"), row, std::to_string(corrections_.size()), Ink::bold);
  }

  void money_list() {
    if (timeline_.money.empty()) return;
    out_ += '\n';
    plain_line(say("支付", "Payments"), Ink::bold);
    const auto count = timeline_.money.size();
    const auto from = count > kMoneyLinesMax ? count - kMoneyLinesMax : 0;
    if (from > 0) plain_line(filled(say("  … 此前 {} 笔", "  … {} earlier"), from), Ink::dim);
    for (auto i = from; i < count; ++i) {
      const auto& payment = timeline_.money[i];
      auto amount = cells_.money(payment.amount);
      amount.insert(0, amount.size() < 22 ? 22 - amount.size() : 0, ' ');
      plain_line(filled("  {}  {}  {}  #{}", payment.day.to_string(), amount,
                        payment.amount.minor < 0 ? std::string(say("退回", "returned"))
                                                 : payment.request_id.value_or("-"),
                        payment.position));
    }
  }

  void correction_list() {
    if (corrections_.empty()) return;
    out_ += '\n';
    plain_line(say("更正与作废", "Corrections"), Ink::bold);
    for (const auto& event : corrections_) {
      const auto text = cited_text(event, options_.lang, 4);
      for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        plain_line("  " + text.substr(at, end - at));
        at = end + 1;
      }
    }
  }

  const Timeline& timeline_;
  const std::vector<CitedEvent>& corrections_;
  const Cells& cells_;
  const DrawOptions options_;
  const Glyphs& glyphs_;
  std::size_t label_columns_ = 12;
  Scale scale_;
  std::string out_;
};

}  // namespace

std::string draw_timeline(const Timeline& timeline, const std::vector<CitedEvent>& corrections,
                          const Cells& cells, const DrawOptions& options) {
  return Drawing(timeline, corrections, cells, options).draw();
}

}  // namespace tally::cli
