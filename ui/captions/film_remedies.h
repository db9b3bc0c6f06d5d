// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDoubleSpinBox>
#include <QLabel>
#include <QSpinBox>
#include <QWidget>
#include <optional>

#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// Whether that model edits by making a film of the photo, by the method that is chosen or by its own.
/// Null: there is no model.
[[nodiscard]] bool makesFilms(const ModelInfo* model, std::optional<EditMethod> method);

/// What can be done for an image-to-video model's film without training: its latent frames thinned out, and
/// its end made once more as a still. Hidden, both are kept but no part of an edit: see values().
class FilmRemedies : public QWidget {
  Q_OBJECT

 public:
  struct Values {
    int keep_every = 0;      ///< 0: all of them
    double still_sigma = 0;  ///< 0: not at all

    bool operator==(const Values&) const = default;
  };

  explicit FilmRemedies(QWidget* parent = nullptr);

  /// Shown where films are made.
  void setMakesFilms(bool makes);
  void setKeepEvery(int count);
  void setStillSigma(double sigma);
  /// Nothing of either where no films are made.
  [[nodiscard]] Values values() const { return makes_films_ ? chosen() : Values(); }

  /// Tab goes through them in that order.
  [[nodiscard]] QWidget* first() { return keep_; }
  [[nodiscard]] QWidget* last() { return still_; }

 Q_SIGNALS:
  // By the user.
  void keepEveryEdited(int before, int after);
  void stillSigmaEdited(double before, double after);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  [[nodiscard]] Values chosen() const;
  void build();
  void layOut();
  void noteEdit();
  void retranslate();

  bool makes_films_ = false;
  Values shown_;  ///< before the user's next change
  QLabel* keep_label_;
  QSpinBox* keep_;
  QLabel* still_label_;
  QDoubleSpinBox* still_;
};

}  // namespace v4e::ui
