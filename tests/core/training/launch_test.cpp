// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distributed/launch.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "core/training/distributed/example_share.h"
#include "core/training/distributed/shard_plan.h"

namespace v4e::training {
namespace {

using testing::HasSubstr;

std::optional<Launch> launch_of(const std::map<std::string, std::string>& variables) {
  return find_launch([&](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  });
}

std::string refusal_of(const std::map<std::string, std::string>& variables) {
  try {
    static_cast<void>(launch_of(variables));
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
    return error.what();
  }
  return "no error";
}

TEST(Launch, AloneThereIsNone) {
  EXPECT_FALSE(launch_of({}));
  EXPECT_FALSE(launch_of({{"RANK", "0"}, {"WORLD_SIZE", "1"}}));
  EXPECT_FALSE(launch_of({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "1"}}));
  EXPECT_FALSE(launch_of({{"SLURM_NTASKS", "4"}})) << "a batch script, not one of srun's tasks";
}

TEST(Launch, Torchrun) {
  const auto launch = launch_of({{"RANK", "5"},
                                 {"WORLD_SIZE", "8"},
                                 {"LOCAL_RANK", "1"},
                                 {"LOCAL_WORLD_SIZE", "4"},
                                 {"MASTER_ADDR", "node0"},
                                 {"MASTER_PORT", "1234"},
                                 {"TORCHELASTIC_USE_AGENT_STORE", "True"}});
  ASSERT_TRUE(launch);
  EXPECT_EQ(launch->launcher, "torchrun");
  EXPECT_EQ(launch->rank, 5);
  EXPECT_EQ(launch->world, 8);
  EXPECT_EQ(launch->local_rank, 1);
  EXPECT_EQ(launch->local_world, 4);
  EXPECT_EQ(launch->host, "node0");
  EXPECT_EQ(launch->port, 1234);
  EXPECT_TRUE(launch->host_is_served);
}

TEST(Launch, SrunMeetsAtItsFirstMachineByAPortOfTheJob) {
  const auto launch = launch_of({{"SLURM_PROCID", "3"},
                                 {"SLURM_NTASKS", "4"},
                                 {"SLURM_LOCALID", "1"},
                                 {"SLURM_TASKS_PER_NODE", "2(x2)"},
                                 {"SLURM_STEP_NODELIST", "gpu[07-08]"},
                                 {"SLURM_JOB_ID", "1234567"}});
  ASSERT_TRUE(launch);
  EXPECT_EQ(launch->launcher, "srun");
  EXPECT_EQ(launch->rank, 3);
  EXPECT_EQ(launch->local_world, 2);
  EXPECT_EQ(launch->host, "gpu07");
  EXPECT_EQ(launch->port, 20000 + 1234567 % 20000);
  EXPECT_FALSE(launch->host_is_served);
}

TEST(Launch, MpirunOnOneMachineNeedsNoAddress) {
  const auto launch = launch_of({{"OMPI_COMM_WORLD_RANK", "1"},
                                 {"OMPI_COMM_WORLD_SIZE", "2"},
                                 {"OMPI_COMM_WORLD_LOCAL_RANK", "1"},
                                 {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"}});
  ASSERT_TRUE(launch);
  EXPECT_EQ(launch->host, "127.0.0.1");
  EXPECT_THAT(refusal_of({{"OMPI_COMM_WORLD_RANK", "1"},
                          {"OMPI_COMM_WORLD_SIZE", "2"},
                          {"OMPI_COMM_WORLD_LOCAL_RANK", "0"},
                          {"OMPI_COMM_WORLD_LOCAL_SIZE", "1"}}),
              HasSubstr("MASTER_ADDR"));
  EXPECT_TRUE(launch_of({{"PMI_RANK", "0"}, {"PMI_SIZE", "2"}, {"MPI_LOCALNRANKS", "2"}}));
}

TEST(Launch, OurOwnMeetsByAFile) {
  const auto launch = launch_of({{"RANK", "1"},
                                 {"WORLD_SIZE", "2"},
                                 {"LOCAL_RANK", "1"},
                                 {"LOCAL_WORLD_SIZE", "2"},
                                 {kMeetingFile, "/tmp/meeting"}});
  ASSERT_TRUE(launch);
  EXPECT_EQ(launch->launcher, "this program");
  EXPECT_EQ(launch->file, "/tmp/meeting");
}

TEST(Launch, NonsenseIsRefusedByName) {
  EXPECT_THAT(refusal_of({{"RANK", "2"}, {"WORLD_SIZE", "2"}}),
              HasSubstr("RANK is \"2\", not a number from 0 to 1"));
  EXPECT_THAT(refusal_of({{"RANK", "-1"}, {"WORLD_SIZE", "2"}}), HasSubstr("RANK"));
  EXPECT_THAT(refusal_of({{"RANK", "0"}, {"WORLD_SIZE", "two"}}), HasSubstr("WORLD_SIZE is \"two\""));
  EXPECT_THAT(refusal_of({{"RANK", "0"}, {"WORLD_SIZE", "2"}, {"LOCAL_WORLD_SIZE", "3"}}),
              HasSubstr("LOCAL_WORLD_SIZE"));
  EXPECT_THAT(refusal_of({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "2"}}), HasSubstr("names none"));
}

TEST(SlurmHosts, TheFirstOfAList) {
  EXPECT_EQ(first_slurm_host("node1"), "node1");
  EXPECT_EQ(first_slurm_host("node1,node2"), "node1");
  EXPECT_EQ(first_slurm_host("gpu[007-009,012],login1"), "gpu007");
  EXPECT_EQ(first_slurm_host("gpu[3,5-8]"), "gpu3");
  EXPECT_EQ(first_slurm_host("rack[1-2]-n"), "rack1-n");
  EXPECT_EQ(first_slurm_host("a,gpu[1-2]"), "a");
  for (const char* bad : {"", "[1-2]", "gpu[1-2", "gpu[]", ",a"})
    EXPECT_THROW(first_slurm_host(bad), Error) << bad;
}

TEST(ShardPlan, EveryElementIsOneProcesssAndOneAlone) {
  for (const std::int64_t total : {1, 2, 7, 64, 100, 1001}) {
    for (const int world : {1, 2, 3, 4, 7}) {
      for (const std::int64_t bucket : {1, 5, 64, 5000}) {
        std::multiset<std::int64_t> covered;
        std::int64_t shard = -1;
        for (int rank = 0; rank < world; ++rank) {
          const ShardPlan plan(total, rank, world, bucket);
          EXPECT_TRUE(shard == -1 || shard == plan.shard_elements()) << "all shards are equally long";
          shard = plan.shard_elements();
          for (const auto& piece : plan.pieces()) {
            EXPECT_LE(piece.stored + piece.end - piece.begin, shard);
            for (auto i = piece.begin; i < piece.end; ++i) covered.insert(i);
          }
          EXPECT_EQ(plan.buckets().front().begin, 0);
          EXPECT_EQ(plan.buckets().back().end, total);
        }
        ASSERT_EQ(covered.size(), static_cast<std::size_t>(total));
        EXPECT_EQ(*covered.rbegin(), total - 1);
        EXPECT_EQ(std::set(covered.begin(), covered.end()).size(), covered.size());
      }
    }
  }
}

TEST(ExampleShare, WithoutOthersItIsAll) {
  const ExampleShare all({}, 3);
  EXPECT_TRUE(all.has(0) && all.has(1) && all.has(2));
}

}  // namespace
}  // namespace v4e::training
