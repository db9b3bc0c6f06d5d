# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes one random image-to-video model in diffusers layout, and the inputs that both programs get.

The transformer has 134 M parameters, the VAE is Wan2.1's own full size; text and image encoder are small,
since neither program's time goes there. Random weights cost the same time as trained ones.
"""

import json
import pathlib

import numpy as np
import torch
from diffusers import (AutoencoderKLWan, UniPCMultistepScheduler, WanImageToVideoPipeline,
                       WanTransformer3DModel)
from PIL import Image
from safetensors.torch import save_file
from transformers import (CLIPImageProcessor, CLIPVisionConfig, CLIPVisionModel, PreTrainedTokenizerFast,
                          UMT5Config, UMT5EncoderModel)

TEXT_DIM = 256
IMAGE_DIM = 320
PROMPT_TOKENS = 60
TOKENIZER = pathlib.Path(__file__).parents[1] / "goldens" / "tokenizer"


def make_transformer():
    torch.manual_seed(1)
    model = WanTransformer3DModel(num_attention_heads=8, attention_head_dim=128, in_channels=36, out_channels=16,
                                  text_dim=TEXT_DIM, ffn_dim=4096, num_layers=6, image_dim=IMAGE_DIM,
                                  added_kv_proj_dim=1024)
    return model.eval()


def make_pipeline():
    torch.manual_seed(2)
    vae = AutoencoderKLWan()
    text = UMT5EncoderModel(UMT5Config(vocab_size=1024, d_model=TEXT_DIM, d_kv=64, d_ff=512, num_layers=2,
                                       num_heads=4))
    image = CLIPVisionModel(CLIPVisionConfig(hidden_size=IMAGE_DIM, intermediate_size=640, num_hidden_layers=4,
                                             num_attention_heads=4, image_size=224, patch_size=14,
                                             hidden_act="gelu"))  # as Wan2.1's own has
    scheduler = UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0,
                                        num_train_timesteps=1000)
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(TOKENIZER / "tokenizer.json"), pad_token="<pad>",
                                        eos_token="</s>", unk_token="<unk>")
    return WanImageToVideoPipeline(tokenizer=tokenizer, text_encoder=text.eval(), vae=vae.eval(),
                                   scheduler=scheduler, image_processor=CLIPImageProcessor(),
                                   image_encoder=image.eval(), transformer=make_transformer())


def make_inputs(folder, name, dit_size, vae_size):
    """Seeded inputs of 5 frames at these (width, height) of the transformer and of the VAE."""
    draw = torch.Generator().manual_seed(7)
    width, height = dit_size
    # As the pipelines give it: the rows behind a prompt's words are zero.
    prompt = torch.zeros(1, 512, TEXT_DIM)
    prompt[:, :PROMPT_TOKENS].normal_(generator=draw)
    inputs = {
        "dit.latents": torch.randn(1, 36, 2, height // 8, width // 8, generator=draw),
        "dit.timestep": torch.tensor([757], dtype=torch.int64),
        "dit.prompt_embeds": prompt,
        "dit.image_embeds": torch.randn(1, 257, IMAGE_DIM, generator=draw),
    }
    width, height = vae_size
    inputs["vae.video"] = torch.rand(1, 3, 5, height, width, generator=draw) * 2 - 1
    inputs["vae.latents"] = torch.randn(1, 16, 2, height // 8, width // 8, generator=draw)
    save_file(inputs, folder / f"{name}.safetensors")
    rows, columns = np.mgrid[0:height, 0:width]
    photo = np.stack([127 + 120 * np.sin(rows / 17 + columns / (23 + 9 * c)) for c in range(3)], axis=2)
    Image.fromarray(photo.astype(np.uint8)).save(folder / f"{name}.png")


def make_model(folder, sizes):
    """sizes: name -> (size of the transformer's inputs, size of the VAE's)."""
    folder.mkdir(parents=True, exist_ok=True)
    pipeline = make_pipeline()
    pipeline.save_pretrained(folder / "model")
    for name, (dit_size, vae_size) in sizes.items():
        make_inputs(folder, name, dit_size, vae_size)
    count = sum(weight.numel() for weight in pipeline.transformer.parameters())
    (folder / "made.json").write_text(json.dumps({"transformer_parameters": count}))
