# SPDX-License-Identifier: GPL-3.0-or-later
"""diffusers' side of compare_with_diffusers.py: one operation in a process of its own, as v4e_benchmark is.

usage: diffusers_side.py FOLDER INPUTS fp32|bf16 THREADS STEPS RESULT OPERATION
Prints {"seconds": …}; writes the result's tensor to RESULT.
"""

import json
import os
import pathlib
import sys
import time

import torch
from safetensors.torch import load_file, save_file

PROMPT = "day slowly turns into night"


def dit_forward(folder, inputs, dtype):
    from diffusers import WanTransformer3DModel

    model = WanTransformer3DModel.from_pretrained(folder / "model" / "transformer", torch_dtype=dtype).eval()
    tensors = {key: value.to(dtype) if value.is_floating_point() else value for key, value in inputs.items()}
    return lambda: model(hidden_states=tensors["dit.latents"], timestep=tensors["dit.timestep"],
                         encoder_hidden_states=tensors["dit.prompt_embeds"],
                         encoder_hidden_states_image=tensors["dit.image_embeds"], return_dict=False)[0]


def load_vae(folder, dtype):
    from diffusers import AutoencoderKLWan

    return AutoencoderKLWan.from_pretrained(folder / "model" / "vae", torch_dtype=dtype).eval()


def vae_encode(folder, inputs, dtype):
    vae = load_vae(folder, dtype)
    video = inputs["vae.video"].to(dtype)
    return lambda: vae.encode(video).latent_dist.mode()


def vae_decode(folder, inputs, dtype):
    vae = load_vae(folder, dtype)
    latents = inputs["vae.latents"].to(dtype)
    return lambda: vae.decode(latents, return_dict=False)[0]


def load_pipeline(folder, dtype):
    from diffusers import WanImageToVideoPipeline

    return WanImageToVideoPipeline.from_pretrained(folder / "model", torch_dtype=dtype)


def run_pipeline(pipeline, photo, steps):
    from PIL import Image

    picture = Image.open(photo).convert("RGB")
    return pipeline(image=picture, prompt=PROMPT, height=picture.height, width=picture.width, num_frames=5,
                    num_inference_steps=steps, guidance_scale=1.0, output_type="pt",
                    generator=torch.Generator().manual_seed(0)).frames


def image_to_video(folder, photo, dtype, steps):
    """Loading the weights is part of it, as in ours; importing the libraries is not."""
    from diffusers import WanImageToVideoPipeline  # noqa: F401

    return lambda: run_pipeline(load_pipeline(folder, dtype), photo, steps)


def first_step(folder, photo, dtype):
    pipeline = load_pipeline(folder, dtype)

    def stop(*_):
        print("first step", flush=True)
        os._exit(0)

    pipeline.transformer.register_forward_pre_hook(stop)
    run_pipeline(pipeline, photo, 50)


def main():
    folder, name, dtype, threads, steps, result, operation = sys.argv[1:8]
    torch.set_num_threads(int(threads))
    folder = pathlib.Path(folder)
    photo = folder / f"{name}.png"
    dtype = torch.bfloat16 if dtype == "bf16" else torch.float32
    if operation == "first_step":
        first_step(folder, photo, dtype)
        return
    inputs = load_file(folder / f"{name}.safetensors")
    with torch.inference_mode():
        if operation == "image_to_video":
            work = image_to_video(folder, photo, dtype, int(steps))
        else:
            work = {"dit_forward": dit_forward, "vae_encode": vae_encode, "vae_decode": vae_decode}[operation](
                folder, inputs, dtype)
        start = time.perf_counter()
        output = work()
        seconds = time.perf_counter() - start
    save_file({"result": output.float().contiguous()}, result)
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
