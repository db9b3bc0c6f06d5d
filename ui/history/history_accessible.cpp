// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/history_accessible.h"

#include <QPointer>
#include <algorithm>

namespace v4e::ui {
namespace {

/// One step: an item of the list. Going to it is its action.
class StepAccessible : public QAccessibleInterface, public QAccessibleActionInterface {
 public:
  StepAccessible(HistoryView& view, std::int64_t node) : view_(&view), node_(node) {}

  [[nodiscard]] std::int64_t node() const { return node_; }
  [[nodiscard]] bool isValid() const override { return view_ && rowOf(view_->model(), node_) >= 0; }
  [[nodiscard]] QObject* object() const override { return nullptr; }
  [[nodiscard]] QAccessibleInterface* parent() const override {
    return QAccessible::queryAccessibleInterface(view_);
  }
  [[nodiscard]] QAccessibleInterface* child(int) const override { return nullptr; }
  [[nodiscard]] QAccessibleInterface* childAt(int, int) const override { return nullptr; }
  [[nodiscard]] int childCount() const override { return 0; }
  [[nodiscard]] int indexOfChild(const QAccessibleInterface*) const override { return -1; }
  [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }
  void setText(QAccessible::Text, const QString&) override {}

  [[nodiscard]] QString text(QAccessible::Text kind) const override {
    return kind == QAccessible::Name && isValid() ? view_->describe(node_) : QString();
  }

  [[nodiscard]] QRect rect() const override {
    if (!isValid()) return {};
    const QRect card = view_->cardRect(node_);
    return {view_->mapToGlobal(card.topLeft()), card.size()};
  }

  [[nodiscard]] QAccessible::State state() const override {
    QAccessible::State state;
    state.invalid = !isValid();
    if (state.invalid) return state;
    state.selectable = state.focusable = true;
    state.selected = view_->model().current() == node_;
    state.focused = state.selected && view_->hasFocus();
    state.checkable = node_ != kPhotoNode;
    state.checked = state.checkable && view_->model().isOn(node_);
    state.offscreen = !view_->visibleRegion().intersects(view_->cardRect(node_));
    return state;
  }

  void* interface_cast(QAccessible::InterfaceType type) override {
    return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
  }
  [[nodiscard]] QStringList actionNames() const override { return {pressAction()}; }
  [[nodiscard]] QStringList keyBindingsForAction(const QString&) const override { return {}; }
  void doAction(const QString& name) override {
    if (name == pressAction() && isValid()) Q_EMIT view_->goToAsked(node_);
  }

 private:
  QPointer<HistoryView> view_;
  const std::int64_t node_;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
  auto* view = qobject_cast<HistoryView*>(object);
  return view ? new HistoryAccessible(view) : nullptr;
}

}  // namespace

int rowOf(const HistoryModel& model, std::int64_t id) {
  const auto row = model.inARow();
  const auto found =
      std::find_if(row.begin(), row.end(), [id](const HistoryNode* one) { return one->generation.id == id; });
  return found == row.end() ? -1 : static_cast<int>(found - row.begin());
}

HistoryAccessible::HistoryAccessible(HistoryView* view) : QAccessibleWidget(view, QAccessible::List) {}

HistoryAccessible::~HistoryAccessible() {
  for (const QAccessible::Id id : std::as_const(steps_)) QAccessible::deleteAccessibleInterface(id);
}

HistoryView& HistoryAccessible::view() const {
  return *static_cast<HistoryView*>(widget());
}

void* HistoryAccessible::interface_cast(QAccessible::InterfaceType type) {
  if (type == QAccessible::ValueInterface) return static_cast<QAccessibleValueInterface*>(this);
  return QAccessibleWidget::interface_cast(type);
}

int HistoryAccessible::childCount() const {
  return static_cast<int>(view().model().inARow().size());
}

QAccessibleInterface* HistoryAccessible::child(int index) const {
  const auto row = view().model().inARow();
  if (index < 0 || index >= std::ssize(row)) return nullptr;
  const std::int64_t node = row[static_cast<std::size_t>(index)]->generation.id;
  if (!steps_.contains(node))
    steps_.insert(node, QAccessible::registerAccessibleInterface(new StepAccessible(view(), node)));
  return QAccessible::accessibleInterface(steps_.value(node));
}

QAccessibleInterface* HistoryAccessible::childAt(int x, int y) const {
  const HistoryNode* node = view().nodeAt(view().mapFromGlobal(QPoint(x, y)));
  return node ? child(rowOf(view().model(), node->generation.id)) : nullptr;
}

int HistoryAccessible::indexOfChild(const QAccessibleInterface* child) const {
  const auto* step = dynamic_cast<const StepAccessible*>(child);
  return step ? rowOf(view().model(), step->node()) : -1;
}

QAccessibleInterface* HistoryAccessible::focusChild() const {
  return view().hasFocus() ? child(rowOf(view().model(), view().model().current())) : nullptr;
}

QVariant HistoryAccessible::currentValue() const {
  return std::max(0, rowOf(view().model(), view().model().current()));
}

void HistoryAccessible::setCurrentValue(const QVariant& value) {
  const auto row = view().model().inARow();
  const int index = value.toInt();
  if (index >= 0 && index < std::ssize(row))
    Q_EMIT view().goToAsked(row[static_cast<std::size_t>(index)]->generation.id);
}

QVariant HistoryAccessible::maximumValue() const {
  return std::max(0, childCount() - 1);
}

void installHistoryAccessibility() {
  static const bool installed = [] {
    QAccessible::installFactory(makeInterface);
    return true;
  }();
  (void)installed;
}

}  // namespace v4e::ui
