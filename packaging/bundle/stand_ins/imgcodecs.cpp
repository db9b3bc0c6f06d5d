// SPDX-License-Identifier: GPL-3.0-or-later
// In place of OpenCV's library of picture formats, which its library of videos is linked with for series of
// pictures: nothing of ours asks for those, and the real one brings a hundred libraries for maps along. Each call
// fails as the real one does where it knows no such format.
#include <opencv2/imgcodecs.hpp>

namespace cv {

bool haveImageReader(const String&) {
  return false;
}

bool haveImageWriter(const String&) {
  return false;
}

Mat imread(const String&, int) {
  return {};
}

bool imwrite(const String&, InputArray, const std::vector<int>&) {
  return false;
}

Mat imdecode(InputArray, int) {
  return {};
}

Mat imdecode(InputArray, int, Mat* target) {
  if (target) target->release();
  return {};
}

}  // namespace cv
