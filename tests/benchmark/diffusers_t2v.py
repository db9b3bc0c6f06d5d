# SPDX-License-Identifier: GPL-3.0-or-later
"""diffusers' side of compare_with_others.py: reads a transformer of Wan2.1 T2V 1.3B's shapes, makes steps without
guidance and decodes with a VAE of random weights. The text is given as what its encoder would make of it.

usage: diffusers_t2v.py TRANSFORMER WIDTH HEIGHT FRAMES STEPS THREADS
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import torch
from diffusers import AutoencoderKLWan, GGUFQuantizationConfig, UniPCMultistepScheduler, WanTransformer3DModel

CONFIG = {"_class_name": "WanTransformer3DModel", "attention_head_dim": 128, "cross_attn_norm": True, "eps": 1e-06,
          "ffn_dim": 8960, "freq_dim": 256, "in_channels": 16, "num_attention_heads": 12, "num_layers": 30,
          "out_channels": 16, "patch_size": [1, 2, 2], "qk_norm": "rms_norm_across_heads", "text_dim": 4096}


def main():
    path = sys.argv[1]
    width, height, frames, steps, threads = (int(word) for word in sys.argv[2:7])
    torch.set_num_threads(threads)
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.json").write_text(json.dumps(CONFIG))
        packed = {"quantization_config": GGUFQuantizationConfig(compute_dtype=torch.bfloat16)}
        transformer = WanTransformer3DModel.from_single_file(path, config=folder, torch_dtype=torch.bfloat16,
                                                             **(packed if path.endswith(".gguf") else {}))
    vae = AutoencoderKLWan().to(torch.bfloat16).eval()
    print(f"loading completed, taking {time.perf_counter() - begin:.2f}s")
    scheduler = UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0)
    scheduler.set_timesteps(steps)
    text = torch.randn(1, 512, 4096, dtype=torch.bfloat16)
    with torch.inference_mode():
        begin = time.perf_counter()
        latents = torch.randn(1, 16, 1 + (frames - 1) // 4, height // 8, width // 8)
        for timestep in scheduler.timesteps:
            output = transformer(hidden_states=latents.to(torch.bfloat16), timestep=timestep.expand(1),
                                 encoder_hidden_states=text, return_dict=False)[0]
            latents = scheduler.step(output.float(), timestep, latents, return_dict=False)[0]
        print(f"sampling completed, taking {time.perf_counter() - begin:.2f}s")
        begin = time.perf_counter()
        vae.decode(latents.to(torch.bfloat16), return_dict=False)
        print(f"decoding completed, taking {time.perf_counter() - begin:.2f}s")


if __name__ == "__main__":
    main()
