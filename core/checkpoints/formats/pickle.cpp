// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/formats/pickle.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <unordered_map>

#include "core/base/error.h"

namespace v4e {
namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t kMostStack = 1'000'000;
constexpr std::size_t kMostValues = 8'000'000;
constexpr std::uint32_t kMostMemo = 4'000'000;
constexpr std::size_t kMostTextBytes = 64 << 10;
constexpr std::size_t kMostPickledSizes = 8;

struct StorageName {
  std::string_view name;
  at::ScalarType dtype;
};
constexpr std::array<StorageName, 10> kStorages{{{"torch FloatStorage", at::kFloat},
                                                 {"torch HalfStorage", at::kHalf},
                                                 {"torch BFloat16Storage", at::kBFloat16},
                                                 {"torch DoubleStorage", at::kDouble},
                                                 {"torch LongStorage", at::kLong},
                                                 {"torch IntStorage", at::kInt},
                                                 {"torch ShortStorage", at::kShort},
                                                 {"torch CharStorage", at::kChar},
                                                 {"torch ByteStorage", at::kByte},
                                                 {"torch BoolStorage", at::kBool}}};
constexpr std::array<StorageName, 5> kDtypeNames{{{"torch float8_e4m3fn", at::kFloat8_e4m3fn},
                                              {"torch float8_e5m2", at::kFloat8_e5m2},
                                              {"torch bfloat16", at::kBFloat16},
                                              {"torch float16", at::kHalf},
                                              {"torch float32", at::kFloat}}};
/// Names that may stand in a pickle besides storages and dtypes.
constexpr std::array<std::string_view, 21> kAllowed{{"collections OrderedDict",
                                                     "torch._utils _rebuild_tensor",
                                                     "torch._utils _rebuild_tensor_v2",
                                                     "torch._utils _rebuild_tensor_v3",
                                                     "torch._utils _rebuild_parameter",
                                                     "torch.storage UntypedStorage",
                                                     "torch.storage TypedStorage",
                                                     "torch Size",
                                                     "torch device",
                                                     "builtins dict",
                                                     "builtins list",
                                                     "builtins set",
                                                     "builtins int",
                                                     "builtins float",
                                                     "builtins bool",
                                                     "__builtin__ dict",
                                                     "__builtin__ list",
                                                     "__builtin__ set",
                                                     "__builtin__ int",
                                                     "__builtin__ float",
                                                     "__builtin__ bool"}};

template <std::size_t Count>
const StorageName* find(const std::array<StorageName, Count>& names, std::string_view name) {
  for (const StorageName& known : names) {
    if (known.name == name) return &known;
  }
  return nullptr;
}

bool is_allowed(std::string_view name) {
  for (const std::string_view known : kAllowed) {
    if (known == name) return true;
  }
  return find(kStorages, name) != nullptr || find(kDtypeNames, name) != nullptr;
}

/// Bytes that cannot be shown as they are become '?'.
std::string printable(std::string_view text) {
  std::string shown(text.substr(0, 200));
  for (char& c : shown) {
    if (c < ' ' || c > '~') c = '?';
  }
  return shown;
}

}  // namespace

/// The stack machine that a pickle is a program for.
class PickleMachine {
 public:
  PickleMachine(std::string_view bytes, std::string where, Pickle& result)
      : bytes_(bytes), where_(std::move(where)), result_(result) {}

  const PickleValue* run() {
    for (;;) {
      opcode_at_ = at_;
      const auto opcode = number<std::uint8_t>();
      if (opcode == '.') return pop();
      step(opcode);
      if (stack_.size() > kMostStack) malformed("it nests or lists too much");
    }
  }

 private:
  [[noreturn]] void malformed(const std::string& what) const {
    throw Error(ErrorCode::FileMalformed,
                where_ + ": " + what + " (byte " + std::to_string(opcode_at_) + " of its pickle)");
  }
  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorCode::Unsupported, where_ + " " + what + "; it was not opened");
  }

  std::string_view take(std::size_t size_bytes) {
    if (size_bytes > bytes_.size() - at_) malformed("it is cut; fetch it again");
    const std::string_view part = bytes_.substr(at_, size_bytes);
    at_ += size_bytes;
    return part;
  }
  template <typename Number>
  Number number() {
    Number value{};
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::string_view line() {
    const std::size_t end = bytes_.find('\n', at_);
    if (end == bytes_.npos || end - at_ > kMostTextBytes) malformed("a name has no end");
    const std::string_view text = bytes_.substr(at_, end - at_);
    at_ = end + 1;
    return text;
  }

  PickleValue* make(Kind kind) {
    if (result_.values_.size() >= kMostValues) malformed("it has too many values");
    result_.values_.emplace_back().kind = kind;
    return &result_.values_.back();
  }
  void push(PickleValue* value) { stack_.push_back(value); }
  void push_int(Kind kind, std::int64_t integer) {
    PickleValue* value = make(kind);
    value->integer = integer;
    push(value);
  }
  PickleValue* pop() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back()))
      malformed("it takes a value that is not there");
    PickleValue* value = stack_.back();
    stack_.pop_back();
    return value;
  }
  PickleValue* top() {
    PickleValue* value = pop();
    push(value);
    return value;
  }
  /// Takes what was put on the stack since the last mark.
  std::vector<const PickleValue*> pop_marked() {
    if (marks_.empty()) malformed("it takes values that are not marked");
    std::vector<const PickleValue*> values(stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back()),
                                           stack_.end());
    stack_.resize(marks_.back());
    marks_.pop_back();
    return values;
  }
  void push_tuple(std::size_t count) {
    std::vector<const PickleValue*> items(count);
    for (std::size_t i = count; i > 0; --i) items[i - 1] = pop();
    PickleValue* tuple = make(Kind::Tuple);
    tuple->items = std::move(items);
    push(tuple);
  }

  void step(std::uint8_t opcode) {
    switch (opcode) {
      case 0x80:  // PROTO
        if (const auto protocol = number<std::uint8_t>(); protocol != 2 && protocol != 3)
          malformed("its pickle has protocol " + std::to_string(protocol) + " and not 2 or 3");
        return;
      case 'N':
        return push(make(Kind::None));
      case 0x88:
      case 0x89:
        return push_int(Kind::Bool, opcode == 0x88 ? 1 : 0);
      case 'J':
        return push_int(Kind::Int, number<std::int32_t>());
      case 'K':
        return push_int(Kind::Int, number<std::uint8_t>());
      case 'M':
        return push_int(Kind::Int, number<std::uint16_t>());
      case 0x8A:
        return push_long();
      case 'G':
        return push_float();
      case 'X':
        return push_text();
      case '}':
        return push(make(Kind::Dict));
      case ']':
        return push(make(Kind::List));
      case ')':
        return push(make(Kind::Tuple));
      case '(':
        return marks_.push_back(stack_.size());
      default:
        return step_on_values(opcode);
    }
  }

  void step_on_values(std::uint8_t opcode) {
    switch (opcode) {
      case 't': {
        auto items = pop_marked();
        PickleValue* tuple = make(Kind::Tuple);
        tuple->items = std::move(items);
        return push(tuple);
      }
      case 0x85:
      case 0x86:
      case 0x87:
        return push_tuple(opcode - 0x84U);
      case 'a':
        return append({pop()});
      case 'e':
        return append(pop_marked());
      case 's': {
        const PickleValue* value = pop();
        const PickleValue* key = pop();
        return set_items({key, value});
      }
      case 'u':
        return set_items(pop_marked());
      case 'q':
        return remember(number<std::uint8_t>());
      case 'r':
        return remember(number<std::uint32_t>());
      case 'h':
        return recall(number<std::uint8_t>());
      case 'j':
        return recall(number<std::uint32_t>());
      case 'c':
        return push_global();
      case 'Q':
        return push_storage();
      case 'R':
        return reduce();
      case 'b':
        return build();
      default:
        refuse("holds a pickle with opcode " + std::to_string(opcode) + " at byte " +
               std::to_string(opcode_at_) + ", which weights do not need");
    }
  }

  void push_long() {
    const auto size_bytes = number<std::uint8_t>();
    if (size_bytes > 8) malformed("a number has more than 64 bits");
    const std::string_view digits = take(size_bytes);
    std::uint64_t bits = 0;
    std::memcpy(&bits, digits.data(), digits.size());
    const bool negative = !digits.empty() && (static_cast<unsigned char>(digits.back()) & 0x80U) != 0;
    if (negative && digits.size() < 8) bits |= ~std::uint64_t{0} << (8 * digits.size());
    push_int(Kind::Int, static_cast<std::int64_t>(bits));
  }

  void push_float() {
    const std::string_view big_endian = take(8);
    std::uint64_t bits = 0;
    for (const char c : big_endian) bits = bits << 8 | static_cast<unsigned char>(c);
    PickleValue* value = make(Kind::Float);
    value->real = std::bit_cast<double>(bits);
    push(value);
  }

  void push_text() {
    const auto size_bytes = number<std::uint32_t>();
    if (size_bytes > kMostTextBytes) malformed("a text is impossibly long");
    PickleValue* value = make(Kind::Text);
    value->text = take(size_bytes);
    push(value);
  }

  void push_global() {
    const std::string module(line());
    const std::string name = module + " " + std::string(line());
    if (!is_allowed(name)) {
      std::string call = printable(name);
      std::replace(call.begin(), call.end(), ' ', '.');
      refuse("wants to run " + call);
    }
    PickleValue* value = make(Kind::Global);
    value->text = name;
    push(value);
  }

  void append(const std::vector<const PickleValue*>& values) {
    PickleValue* list = top();
    if (list->kind != Kind::List) malformed("it appends to something that is no list");
    list->items.insert(list->items.end(), values.begin(), values.end());
  }

  void set_items(const std::vector<const PickleValue*>& pairs) {
    PickleValue* dict = top();
    if (dict->kind != Kind::Dict || pairs.size() % 2 != 0)
      malformed("it sets an item of something that is no dict");
    dict->items.insert(dict->items.end(), pairs.begin(), pairs.end());
  }

  void remember(std::uint32_t index) {
    if (index >= kMostMemo) malformed("it remembers too much");
    memo_[index] = top();
  }

  void recall(std::uint32_t index) {
    const auto found = memo_.find(index);
    if (found == memo_.end()) malformed("it recalls what it never remembered");
    push(found->second);
  }

  /// ("storage", type, key, location, number of elements)
  void push_storage() {
    const PickleValue* id = pop();
    if (id->kind != Kind::Tuple || id->items.size() < 5 || id->items[0]->text != "storage" ||
        id->items[1]->kind != Kind::Global || id->items[2]->kind != Kind::Text ||
        id->items[4]->kind != Kind::Int || id->items[4]->integer < 0)
      malformed("a storage is not described as one");
    if (id->items.size() > 5 && id->items[5]->kind != Kind::None) malformed("a storage is a view of another");
    PickleValue* storage = make(Kind::Storage);
    const StorageName* type = find(kStorages, id->items[1]->text);
    storage->is_untyped = id->items[1]->text == "torch.storage UntypedStorage";
    if (type == nullptr && !storage->is_untyped) malformed("a storage has a type that is none");
    storage->dtype = type == nullptr ? at::kByte : type->dtype;
    storage->text = id->items[2]->text;
    storage->integer = id->items[4]->integer;
    push(storage);
  }

  void reduce() {
    const PickleValue* arguments = pop();
    const PickleValue* callable = pop();
    if (callable->kind != Kind::Global || arguments->kind != Kind::Tuple)
      malformed("it calls something that is no function");
    const std::string& name = callable->text;
    const auto& items = arguments->items;
    if (name == "collections OrderedDict") return push_ordered(items);
    if (name == "torch._utils _rebuild_parameter" && !items.empty() && items[0]->kind == Kind::Tensor) {
      push_copy(items[0]);
      return;
    }
    if (name.starts_with("torch._utils _rebuild_tensor")) return push_tensor(name, items);
    if (name == "torch Size" && items.size() == 1 && items[0]->kind == Kind::Tuple) {
      push_copy(items[0]);
      return;
    }
    if (name == "torch device") return push(make(Kind::Other));
    refuse("wants to run " + printable(name));
  }

  /// Pushes a copy, as values on the stack may still be changed.
  void push_copy(const PickleValue* value) {
    PickleValue* copy = make(value->kind);
    *copy = *value;
    push(copy);
  }

  void push_ordered(const std::vector<const PickleValue*>& arguments) {
    PickleValue* dict = make(Kind::Dict);
    if (!arguments.empty()) {
      for (const PickleValue* pair : arguments[0]->items) {
        if (pair->items.size() != 2) malformed("an ordered dict is not made of pairs");
        dict->items.insert(dict->items.end(), pair->items.begin(), pair->items.end());
      }
    }
    push(dict);
  }

  std::vector<std::int64_t> sizes(const PickleValue* tuple) const {
    if (tuple->kind != Kind::Tuple || tuple->items.size() > kMostPickledSizes)
      malformed("a tensor's shape is no list of at most 8 sizes");
    std::vector<std::int64_t> result;
    for (const PickleValue* item : tuple->items) {
      if (item->kind != Kind::Int || item->integer < 0) malformed("a tensor's shape has an impossible size");
      result.push_back(item->integer);
    }
    return result;
  }

  /// (storage, first element, shape, strides, …); version 3 says the dtype in its seventh.
  void push_tensor(const std::string& name, const std::vector<const PickleValue*>& arguments) {
    const bool says_dtype = name.ends_with("_v3");
    if (arguments.size() < (says_dtype ? 7U : 4U) || arguments[0]->kind != Kind::Storage ||
        arguments[1]->kind != Kind::Int || arguments[1]->integer < 0)
      malformed("a tensor is not described as one");
    PickleValue* tensor = make(Kind::Tensor);
    tensor->storage = arguments[0];
    tensor->integer = arguments[1]->integer;
    tensor->shape = sizes(arguments[2]);
    tensor->strides = sizes(arguments[3]);
    if (tensor->shape.size() != tensor->strides.size())
      malformed("a tensor's shape and strides do not agree");
    tensor->dtype = arguments[0]->dtype;
    if (says_dtype) {
      const StorageName* dtype = find(kDtypeNames, arguments[6]->text);
      if (dtype == nullptr) malformed("a tensor has an unknown dtype");
      tensor->dtype = dtype->dtype;
    } else if (arguments[0]->is_untyped) {
      malformed("a tensor has no dtype");
    }
    push(tensor);
  }

  /// State of an object. Ordered dicts carry one that says nothing of weights.
  void build() {
    const PickleValue* state = pop();
    if (top()->kind != Kind::Dict || state->kind != Kind::Dict) refuse("wants to set the state of an object");
  }

  std::string_view bytes_;
  std::string where_;
  Pickle& result_;
  std::size_t at_ = 0;
  std::size_t opcode_at_ = 0;
  std::vector<PickleValue*> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint32_t, PickleValue*> memo_;
};

Pickle::Pickle(std::string_view bytes, std::string where) {
  root_ = PickleMachine(bytes, std::move(where), *this).run();
}

}  // namespace v4e
