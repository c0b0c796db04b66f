from training.stance.train import main

main()
